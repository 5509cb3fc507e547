"""Questions about more keys than one statement takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

K = TypeVar("K")
AT_ONCE = 500  # SQLite and the network both have limits


def asked(
    session: Session, question: Callable[[Sequence[K]], Select[*tuple[Any, ...]]], keys: Sequence[K]
) -> Iterator[Row[Any]]:
    """Yield the rows that a question finds for some keys, asked for a few hundred at a time."""
    for start in range(0, len(keys), AT_ONCE):
        yield from session.execute(question(keys[start : start + AT_ONCE]))
