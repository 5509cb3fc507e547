"""What a fixed asset loses each month.

Source of the formulae: rules.md §18 (企业会计准则第4号——固定资产).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

CENT, NOTHING = Decimal("0.01"), Decimal("0.00")
YEAR = 12


class Method(StrEnum):
    """How the loss is spread over the months of use."""

    STRAIGHT_LINE = "straight_line"
    DOUBLE_DECLINING = "double_declining"
    YEARS_DIGITS = "years_digits"
    UNITS = "units"


@dataclass(frozen=True)
class Repair:
    """A repair that was added to the cost of an asset."""

    on: date
    amount: Decimal


@dataclass(frozen=True)
class Terms:
    """What decides each month's depreciation.

    :ivar months: the useful life; the accelerated methods want whole years.
    :ivar method: not units of production, which :func:`by_units` spreads over no months.
    :ivar added_on: the day of first use; its month is not charged yet.
    :ivar removed_on: the day of disposal; its month is the last that is charged.
    """

    cost: Decimal
    residual: Decimal
    months: int
    added_on: date
    method: Method = Method.STRAIGHT_LINE
    repairs: tuple[Repair, ...] = ()
    removed_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse what no schedule can be made of.

        :raises ValueError: for amounts, a life or days that contradict each other.
        """
        amounts = [self.cost, self.residual, *(repair.amount for repair in self.repairs)]
        if any(amount < 0 or amount != _cents(Fraction(amount)) for amount in amounts):
            raise ValueError("Amounts are whole cents and not negative.")
        if self.residual > self.cost:
            raise ValueError("The residual value is not above the cost.")
        if self.months < 1:
            raise ValueError("The useful life has at least one month.")
        if self.method is Method.UNITS:
            raise ValueError("Units of production have no months.")
        if self.method is not Method.STRAIGHT_LINE and self.months % YEAR:
            raise ValueError("An accelerated method needs a life of whole years.")
        days = [repair.on for repair in self.repairs]
        if self.removed_on:
            days.append(self.removed_on)
        if any(day < self.added_on for day in days):
            raise ValueError("Nothing is repaired or removed before its first use.")
        if self.removed_on and max(days) > self.removed_on:
            raise ValueError("Nothing is repaired after its removal.")


def schedule(terms: Terms) -> list[Decimal]:
    """Return what is accumulated after each month of the useful life, repairs included.

    Rounded as a running total, so that the last month leaves exactly the residual value. What a
    repair adds goes with the remaining value over the remaining months alone, from the month
    after it: nothing that is closed is charged again.

    :raises ValueError: for a repair after the useful life: it needs a new one.
    """
    added: dict[int, Decimal] = {}
    for repair in terms.repairs:
        # A repair in the month of first use is a part of the cost from the beginning.
        after = month_number(terms.added_on, repair.on)
        added[after] = added.get(after, NOTHING) + repair.amount
    cost = terms.cost + added.pop(0, NOTHING)
    weights = _weights(replace(terms, cost=cost, repairs=()))
    total = [NOTHING]
    bounds = sorted({0, terms.months, *added})
    for begin, end in pairwise([*bounds, terms.months]):
        cost += added.get(begin, NOTHING)
        left = cost - terms.residual - total[-1]
        if begin in added and begin >= terms.months:
            raise ValueError("An asset past its useful life needs a new one for a repair.")
        if not any(weights[begin:]):
            # The residual value was reached early: there is no pattern to go on with.
            weights[begin:] = [Fraction(1)] * (terms.months - begin)
        ahead = sum(weights[begin:], Fraction(0))
        total += _spread(total[-1], left, weights[begin:end], ahead)
    return total[1:]


def accumulated(terms: Terms, as_of: date) -> Decimal:
    """Return the depreciation up to a day; a month is charged on its last day.

    The month of removal is charged in full on that very day, and nothing after it: early scrap
    is not topped up.

    :raises ValueError: for a repair after the useful life.
    """
    full = months_charged(terms.added_on, terms.removed_on, terms.months, as_of)
    return schedule(_known(terms, as_of))[full - 1] if full > 0 else NOTHING


def by_units(cost: Decimal, residual: Decimal, *, used: Decimal, planned: Decimal) -> Decimal:
    """Return what is accumulated after some units of production, never more than planned.

    :raises ValueError: if nothing is planned or less than nothing is used.
    """
    if planned <= 0 or used < 0 or not 0 <= residual <= cost:
        raise ValueError("Units are planned above zero, and the residual is not above the cost.")
    return _cents(Fraction(cost - residual) * Fraction(min(used, planned)) / Fraction(planned))


def months_charged(added_on: date, removed_on: date | None, months: int, as_of: date) -> int:
    """Return how many months of the useful life are charged up to a day."""
    if removed_on and removed_on <= as_of:
        full = month_number(added_on, removed_on)
    else:
        full = month_number(added_on, as_of)
        if (as_of + timedelta(days=1)).day != 1:
            full -= 1
    return max(min(full, months), 0)


def month_number(added_on: date, day: date) -> int:
    """Return which month of use a day is in: 0 is the month of first use, not charged."""
    return (day.year - added_on.year) * YEAR + day.month - added_on.month


def _known(terms: Terms, as_of: date) -> Terms:
    """Leave out what a day does not know yet."""
    removed_on = terms.removed_on if terms.removed_on and terms.removed_on <= as_of else None
    repairs = tuple(repair for repair in terms.repairs if repair.on <= as_of)
    return replace(terms, repairs=repairs, removed_on=removed_on)


def _weights(terms: Terms) -> list[Fraction]:
    """Return each month's part of the loss; only their proportions count."""
    if terms.method is Method.STRAIGHT_LINE:
        return [Fraction(1)] * terms.months
    years = terms.months // YEAR
    if terms.method is Method.YEARS_DIGITS:
        yearly = [Fraction(left) for left in range(years, 0, -1)]
    else:
        yearly = _declining(Fraction(terms.cost), Fraction(terms.residual), years)
    return [year / YEAR for year in yearly for _ in range(YEAR)]


def _declining(cost: Fraction, residual: Fraction, years: int) -> list[Fraction]:
    """Return the years of the double declining balance; the last two share what is left."""
    if cost == residual:
        return [Fraction(1)] * years
    book, yearly = cost, []
    for _ in range(years - 2):
        yearly.append(min(book * 2 / years, book - residual))
        book -= yearly[-1]
    last = min(years, 2)
    return yearly + [(book - residual) / last] * last


def _spread(
    before: Decimal, left: Decimal, weights: Sequence[Fraction], ahead: Fraction
) -> list[Decimal]:
    """Return the running totals of what is left, spread by weight and rounded as totals."""
    totals, passed = [], Fraction(0)
    for weight in weights:
        passed += weight
        part = Fraction(left) * passed / ahead if ahead else Fraction(0)
        totals.append(before + _cents(part))
    return totals


def _cents(amount: Fraction) -> Decimal:
    """Round half away from zero to whole cents; exact, as no quotient is cut before."""
    scaled = abs(amount) * 100
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if amount >= 0 else -whole).scaleb(-2)
