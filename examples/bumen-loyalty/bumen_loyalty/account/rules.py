"""How many points money is worth, and until when they count."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal


def points_for(amount: Decimal, rate: Decimal) -> int:
    """Return the whole points for an amount; less than a point is nothing."""
    return max(int((amount * rate).to_integral_value(ROUND_DOWN)), 0)


def last_day(earned_on: date, days: int) -> date:
    """Return the last day on which points count."""
    return earned_on + timedelta(days=days)
