"""Statements that are written once and asked again with other values.

Writing a statement takes SQLAlchemy longer than a database takes to answer with a page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlalchemy.sql.cache_key import CacheKey

from core.rows import read

MOST = 100  # statements of one list; with more of them all are written anew

Conditions = Sequence[sa.ColumnElement[bool]]
Kept = dict[Hashable, sa.Select[Any]]


def ask(
    kept: Kept, shape: Hashable, conditions: Conditions, write: Callable[[Conditions], Any]
) -> Sequence[sa.Row[Any]]:
    """Return what a statement finds.

    :param kept: the statements that were written before.
    :param shape: what tells statements apart besides the conditions.
    :param write: writes one with these conditions; their values are names in it.
    """
    # What SQLAlchemy itself finds its compiled statements by: all of a condition but its values.
    told = [one._generate_cache_key() for one in conditions]
    keys = [one for one in told if one is not None]
    if len(keys) < len(told):
        return read(write(conditions)).all()
    what = (shape, *(one.key for one in keys))
    if what not in kept:
        if len(kept) >= MOST:
            kept.clear()
        numbers = count()
        named = [_named(one, key, numbers) for one, key in zip(conditions, keys, strict=True)]
        kept[what] = write(named)
    values = (one.effective_value for key in keys for one in key.bindparams)
    asked = {_name(number): value for number, value in enumerate(values)}
    return read(kept[what], asked).all()


def _named(condition: Any, key: CacheKey, numbers: Iterator[int]) -> Any:
    """Return a condition with names in place of its values.

    A value without a name is told by its place in the statement that was compiled first, which
    may be another one than is kept.
    """
    names: dict[int, Any] = {
        id(one): sa.bindparam(_name(next(numbers)), type_=one.type, expanding=one.expanding)
        for one in key.bindparams
    }

    def name(element: Any, **_more: Any) -> Any:
        return names.get(id(element))

    return visitors.replacement_traverse(condition, {}, name)


def _name(number: int) -> str:
    return f"asked_{number}"
