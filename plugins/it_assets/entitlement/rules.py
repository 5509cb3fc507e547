"""What a post is entitled to, and what goes beyond it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Entitled:
    """How many pieces of a category somebody is entitled to; ``price`` is the most of one."""

    quantity: int = 0
    price: Decimal | None = None

    def is_exceeded(self, *, had: int, quantity: int, price: Decimal) -> bool:
        """Tell whether some pieces more are too many, or too dear.

        :param had: what somebody has, or has asked for.
        """
        return had + quantity > self.quantity or (self.price is not None and price > self.price)


def most(known: Iterable[Entitled]) -> Entitled:
    """Return what somebody with several posts is entitled to: the most of each; else nothing."""
    found = list(known)
    prices = [one.price for one in found if one.price is not None]
    return Entitled(
        max((one.quantity for one in found), default=0),
        max(prices) if prices and len(prices) == len(found) else None,
    )
