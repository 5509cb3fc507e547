"""Lists that had more rows than are counted: they are not counted anew for a minute.

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


def is_crowd(key: Hashable) -> bool:
    """Return whether a list had more rows than are counted a moment ago."""
    return time.monotonic() < _known().get(key, 0.0)


def note(key: Hashable) -> None:
    """Remember that a list has more rows than are counted."""
    known = _known()
    if len(known) >= MOST:
        known.clear()
    known[key] = time.monotonic() + LASTS


def _known() -> dict[Hashable, float]:
    found: dict[Hashable, float] = current_app.extensions.setdefault(CROWDS, {})
    return found
