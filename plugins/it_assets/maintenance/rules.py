"""How long a thing was away."""

from __future__ import annotations

from datetime import date


def downtime(started_on: date, finished_on: date) -> int:
    """Return the days on which a thing could not be used, the first and the last one included."""
    return (finished_on - started_on).days + 1
