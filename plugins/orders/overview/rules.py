"""The periods that figures are compared over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

DAYS = 30
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Day:
    """How many orders were placed on one day, and what they come to."""

    on: date
    orders: int
    total: Decimal


@dataclass(frozen=True)
class Span:
    """The days from ``first`` until before ``end``."""

    first: date
    end: date

    def of(self, days: Iterable[Day]) -> Day:
        """Return the sums of the days that lie in it."""
        mine = [one for one in days if self.first <= one.on < self.end]
        return Day(
            self.first, sum(one.orders for one in mine), sum((d.total for d in mine), NOTHING)
        )


def month_so_far(today: date) -> tuple[Span, Span]:
    """Return the days of this month up to today, and as many of the month before at most."""
    first, end = today.replace(day=1), today + timedelta(days=1)
    before = (first - timedelta(days=1)).replace(day=1)
    return Span(first, end), Span(before, min(before + (end - first), first))


def last_days(today: date) -> tuple[Span, Span]:
    """Return the last thirty days up to today, and the thirty before them."""
    end, length = today + timedelta(days=1), timedelta(days=DAYS)
    return Span(end - length, end), Span(end - 2 * length, end - length)
