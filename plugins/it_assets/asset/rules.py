"""What follows from the facts of an asset."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

YEAR = 12


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * YEAR + day.month - 1 + months, YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
