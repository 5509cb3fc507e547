"""Lists that had many rows, or more than are counted: they are not counted anew for a minute.

Whoever turns the pages of a million orders reads "more than 10,000" on each, and whether that
became untrue meanwhile, nobody can see from it.
"""

from __future__ import annotations

import time
from collections.abc import Hashable

from flask import current_app

CROWDS = "bumen.crowds"
LASTS = 60.0  # seconds
MOST = 1_000  # lists that are remembered; with more of them all are forgotten


def is_crowd(key: Hashable, number: int) -> bool:
    """Return whether a list had more than so many rows a moment ago; not known without a key."""
    return time.monotonic() < _known().get((key, number), 0.0)


def note(key: Hashable, number: int) -> None:
    """Remember that a list has more than so many rows, if it has a key."""
    known = _known()
    if len(known) >= MOST:
        known.clear()
    if key is not None:
        known[key, number] = time.monotonic() + LASTS


def _known() -> dict[tuple[Hashable, int], float]:
    found: dict[tuple[Hashable, int], float] = current_app.extensions.setdefault(CROWDS, {})
    return found
