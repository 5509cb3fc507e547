"""How much of a line can still be refunded, and what a quantity of it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.money import round_money

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Sold:
    """A line as the buyer paid it, and what refunds took back or are about to."""

    quantity: Decimal
    price: Decimal
    freight: Decimal
    refunded_quantity: Decimal = NOTHING
    refunded_price: Decimal = NOTHING
    refunded_freight: Decimal = NOTHING

    @property
    def left(self) -> Claim:
        """What can still be taken back."""
        return Claim(
            self.quantity - self.refunded_quantity,
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
