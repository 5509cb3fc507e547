"""What an asset is worth on a day, from the facts that are kept of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from plugins.it_assets.depreciation.rules import (
    CENT,
    NOTHING,
    Method,
    Repair,
    Terms,
    accumulated,
    by_units,
    month_number,
    months_charged,
    schedule,
)


@dataclass(frozen=True)
class Position:
    """What decides the value of one asset.

    :ivar added_on: the day of first use; None for what has not been used or bought yet.
    :ivar used: the units that it has produced, for depreciation by units of production.
    :ivar repairs: those that were added to the cost.
    """

    cost: Decimal
    residual_rate: Decimal
    method: Method
    months: int
    added_on: date | None
    removed_on: date | None = None
    planned: int = 0
    used: Decimal = Decimal(0)
    repairs: tuple[Repair, ...] = ()

    @property
    def residual(self) -> Decimal:
        """What is left of the cost in the end."""
        return (self.cost * self.residual_rate).quantize(CENT, rounding=ROUND_HALF_UP)

    def depreciated(self, as_of: date) -> Decimal:
        """Return what is written off up to a day."""
        if self.added_on is None or as_of < self.added_on:
            return NOTHING
        if self.method is Method.UNITS:
            return by_units(
                self.cost, self.residual, used=self.used, planned=Decimal(max(self.planned, 1))
            )
        if repairs := self._added(as_of):
            terms = Terms(self.cost, self.residual, self.months, self.added_on, self.method)
            return accumulated(replace(terms, repairs=repairs, removed_on=self.removed_on), as_of)
        charged = months_charged(self.added_on, self.removed_on, self.months, as_of)
        if self.method is Method.STRAIGHT_LINE:
            # The schedule in closed form: a report of a hundred thousand assets needs it.
            base = int((self.cost - self.residual) * 100)
            return Decimal((2 * base * charged + self.months) // (2 * self.months)).scaleb(-2)
        return _schedule(self.cost, self.residual, self.months, self.method)[charged]

    def removed(self, on: date) -> Decimal:
        """Return what is written off when the asset leaves on a day: its month is charged."""
        return replace(self, removed_on=on).depreciated(on)

    def value(self, as_of: date) -> Decimal:
        """Return cost less what is written off."""
        return self.gross(as_of) - self.depreciated(as_of)

    def gross(self, as_of: date) -> Decimal:
        """Return the cost with the repairs that were added to it up to a day."""
        return self.cost + sum((repair.amount for repair in self._added(as_of)), NOTHING)

    def _added(self, as_of: date) -> tuple[Repair, ...]:
        """Return the repairs up to a day that the useful life, as it is known now, has room for."""
        begin, end = self.added_on, self.removed_on
        if begin is None or self.method is Method.UNITS:
            return ()
        return tuple(
            one
            for one in self.repairs
            if begin <= one.on <= min(as_of, end or as_of)
            and month_number(begin, one.on) < self.months
        )


@dataclass
class Sum:
    """What assets of one category and currency are worth together."""

    count: int = 0
    cost: Decimal = NOTHING
    depreciated: Decimal = NOTHING
    month: Decimal = NOTHING

    @property
    def value(self) -> Decimal:
        """Cost less what is written off."""
        return self.cost - self.depreciated

    def add(self, position: Position, as_of: date, before: date) -> None:
        """Count an asset in; ``before`` is the last day of the month before."""
        depreciated = position.depreciated(as_of)
        self.count += 1
        self.cost += position.gross(as_of)
        self.depreciated += depreciated
        if position.method is not Method.UNITS:
            self.month += depreciated - position.depreciated(before)


@lru_cache(maxsize=4096)
def _schedule(cost: Decimal, residual: Decimal, months: int, method: Method) -> tuple[Decimal, ...]:
    """Return what is written off after each number of months, from none on."""
    terms = Terms(cost, residual, months, date.min, method)
    return (NOTHING, *schedule(terms))
