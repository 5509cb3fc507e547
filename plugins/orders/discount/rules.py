"""How a discount of an order is split over its lines and over those who bear it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import allocate, round_money

SELLER = "seller"
PLATFORM = "platform"
SHARED = "shared"
NOTHING = Decimal(0)
WHOLE = Decimal(1)


@dataclass(frozen=True)
class DiscountDraft:
    """A discount as it was agreed; ``platform_share`` counts only for a shared one."""

    amount: Decimal
    bearer: str
    platform_share: Decimal = NOTHING
    code: str = ""
    title: str = ""

    @property
    def share(self) -> Decimal:
        """Which part the platform bears."""
        return {SELLER: NOTHING, PLATFORM: WHOLE}.get(self.bearer, self.platform_share)

    @property
    def is_sound(self) -> bool:
        """Whether it is above zero, and a shared one is borne by both."""
        known = self.bearer in {SELLER, PLATFORM, SHARED}
        return known and self.amount > NOTHING and NOTHING <= self.share <= WHOLE


@dataclass(frozen=True)
class Share:
    """What one line bears of a discount: the seller's part and the platform's."""

    position: int
    seller: Decimal
    platform: Decimal


@dataclass(frozen=True)
class Spread:
    """A discount with its shares, as it is stored and never worked out again."""

    discount: DiscountDraft
    shares: tuple[Share, ...]


def spread(discount: DiscountDraft, lines: Sequence[tuple[int, Decimal]]) -> Spread:
    """Split a discount over lines, each a position and what is left of its price.

    By largest remainder, so that the shares are exactly the discount and none is above the price
    of its line.  What the platform bears is the difference of two rounded running sums, so that
    it is exactly the platform's part, too.

    :raises ValueError: if the discount is above what is left of all lines.
    """
    left = sum((price for _position, price in lines), NOTHING)
    if discount.amount > left:
        raise ValueError(f"A discount of {discount.amount} is above the price of {left}.")
    parts = allocate(discount.amount, [price for _position, price in lines])
    shares, told, borne = [], NOTHING, NOTHING
    for (position, _price), part in zip(lines, parts, strict=True):
        told += part
        platform = round_money(told * discount.share) - borne
        borne += platform
        if part:
            shares.append(Share(position, part - platform, platform))
    return Spread(discount, tuple(shares))
