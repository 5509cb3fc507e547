"""How much of a line can still be refunded, what a quantity is worth, and what pays it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import round_money

NOTHING = Decimal(0)
# The order in which a buyer's means are used up; refunds go the other way, money first.
POLICY = ("coupon", "points", "balance", "other", "cash", "bank_slip", "card", "wechat", "alipay")


@dataclass(frozen=True)
class Sold:
    """A line as the buyer paid it, and what refunds took back and exchanges hold."""

    quantity: Decimal
    price: Decimal
    freight: Decimal
    refunded_quantity: Decimal = NOTHING
    refunded_price: Decimal = NOTHING
    refunded_freight: Decimal = NOTHING
    exchanging: Decimal = NOTHING

    @property
    def left(self) -> Claim:
        """What can still be taken back."""
        return Claim(
            self.quantity - self.refunded_quantity - self.exchanging,
            self.price - self.refunded_price,
            self.freight - self.refunded_freight,
        )


@dataclass(frozen=True)
class Claim:
    """What somebody wants back of a line; without a price, what the quantity is worth."""

    quantity: Decimal
    price: Decimal | None
    freight: Decimal

    @property
    def amount(self) -> Decimal:
        """The money of a claim whose price is known."""
        return (self.price or NOTHING) + self.freight

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wanted."""
        return not (self.quantity or self.price or self.freight)


def worth(sold: Sold, quantity: Decimal) -> Decimal:
    """Return the price of a further quantity of a line that is taken back.

    Each share is the difference of two rounded sums, so that all shares together are exactly
    what was paid: of 100.00 for 3, the shares are 33.33, 33.34 and 33.33.
    """
    before = sold.refunded_quantity
    after = before + quantity
    share = round_money(sold.price * after / sold.quantity) - round_money(
        sold.price * before / sold.quantity
    )
    return min(share, sold.price - sold.refunded_price)


def priced(claim: Claim, sold: Sold) -> Claim:
    """Return a claim whose price is known."""
    if claim.price is not None:
        return claim
    return Claim(claim.quantity, worth(sold, claim.quantity), claim.freight)


def fits(claim: Claim, left: Claim) -> bool:
    """Return whether a priced claim takes some money, and nothing that is not there."""
    return (
        NOTHING <= claim.quantity <= left.quantity
        and NOTHING <= (claim.price or NOTHING) <= (left.price or NOTHING)
        and NOTHING <= claim.freight <= left.freight
        and claim.amount > NOTHING
    )


@dataclass(frozen=True)
class Paid:
    """One payment and how much of it refunds gave back; ``key`` is whatever names it."""

    key: int
    tender: str
    amount: Decimal
    refunded: Decimal = NOTHING

    @property
    def left(self) -> Decimal:
        """What can still go back this way."""
        return self.amount - self.refunded


def split(amount: Decimal, payments: Sequence[Paid]) -> dict[int, Decimal]:
    """Return how much of each payment goes back: in the reverse of the order of use.

    Of two payments of a kind, the later one gives first.  No payment gives back more than it
    brought.

    :raises ValueError: if all payments together have less left.
    """
    order = {tender: place for place, tender in enumerate(POLICY)}
    shares: dict[int, Decimal] = {}
    wanted = amount
    places = range(len(payments))
    for place in sorted(places, key=lambda at: (order[payments[at].tender], at), reverse=True):
        share = min(wanted, payments[place].left)
        if share > NOTHING:
            shares[payments[place].key] = share
            wanted -= share
    if wanted > NOTHING:
        raise ValueError(f"{wanted} of {amount} was never paid.")
    return shares
