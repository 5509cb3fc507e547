"""How many points are earned, taken back and expire, and what a base of points is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.money import allocate, round_money

NOTHING = Decimal(0)
PERSONAL = Decimal("0.01")
POOL = Decimal("0.04")


def earned(money: Decimal, rate: Decimal) -> Decimal:
    """Return the points for what was paid with money."""
    return round_money(money * rate)


def taken_back(points: Decimal, base: Decimal, before: Decimal, after: Decimal) -> Decimal:
    """Return the points that one partial refund takes back.

    The difference of two rounded running sums, so that any number of refunds takes back exactly
    the whole: of 10.00 points for 3.00, the parts are 3.33, 3.34 and 3.33.

    :param base: the money that the points were earned with.
    :param before: how much of it earlier refunds gave back, and ``after`` this one included.
    :raises ValueError: if more than the base would go back, or less than before.
    """
    if not NOTHING <= before <= after <= base or base == NOTHING:
        raise ValueError(f"A refund leads from {before} to {after} of {base}.")
    return round_money(points * after / base) - round_money(points * before / base)


def confirmed_until(on: date, window: int) -> date:
    """Return the last day of signing whose points are confirmed on a day.

    The buyer's full days begin on the day after the signature: signed for on day D with a window
    of 7 days, confirmed on D + 8.
    """
    return on - timedelta(days=window + 1)


@dataclass(frozen=True)
class Lot:
    """Points that were confirmed together, after what refunds took back; ``None`` never ends."""

    expires_on: date | None
    points: Decimal


def expiring(lots: Iterable[Lot], used: Decimal, on: date) -> Decimal:
    """Return how many points end on a day: those of the lots that are over and nobody used.

    What is used comes out of the lots that end first.

    :param used: everything that was spent or has expired so far, as a positive number.
    """
    over = [lot.points for lot in lots if lot.expires_on is not None and lot.expires_on <= on]
    return max(sum(over, NOTHING) - used, NOTHING)


def personal(base: Decimal) -> Decimal:
    """Return the commission of a person on a base of confirmed points."""
    return round_money(base * PERSONAL)


def pool(base: Decimal) -> Decimal:
    """Return what a base of confirmed points brings into the pool of the department."""
    return round_money(base * POOL)


def share_pool(
    amount: Decimal, weights: Sequence[Decimal | int], carried: Decimal = NOTHING
) -> tuple[list[Decimal], Decimal]:
    """Split a pool, and what was carried over, by weight; return the parts and what is left.

    Without a weight everything is carried over.
    """
    whole = amount + carried
    if not any(weights):
        return [NOTHING for _weight in weights], whole
    return allocate(whole, weights), NOTHING
