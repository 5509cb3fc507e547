"""What a channel cost and brought, and what follows (rules.md §15)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal

NOTHING = Decimal(0)
MILLIONTH, TEN_THOUSANDTH = Decimal("0.000001"), Decimal("0.0001")


def _ratio(part: Decimal | int, whole: Decimal | int, step: Decimal) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(step, rounding=ROUND_HALF_UP)


@dataclass
class Result:
    """The figures of a channel, of a campaign or of all; a margin is None if a cost is unknown.

    What cannot be told is None and never zero: without cost nothing is gained on it.
    """

    people: int = 0
    visitors: int = 0
    leads: int = 0
    won: int = 0
    clicks: int = 0
    cost: Decimal = NOTHING
    orders: Decimal = NOTHING
    revenue: Decimal = NOTHING
    margin: Decimal | None = NOTHING
    customers: Decimal = NOTHING

    @property
    def conversion(self) -> Decimal | None:
        """Which share of the leads became deals."""
        return _ratio(self.won, self.leads, TEN_THOUSANDTH)

    @property
    def cost_per_click(self) -> Decimal | None:
        """What a click cost that was paid for."""
        return _ratio(self.cost, self.clicks, TEN_THOUSANDTH) if self.cost else None

    @property
    def roi(self) -> Decimal | None:
        """What was gained above the cost, as a share of the cost."""
        return (
            None if self.margin is None else _ratio(self.margin - self.cost, self.cost, MILLIONTH)
        )

    @property
    def roas(self) -> Decimal | None:
        """Net revenue for each unit of cost."""
        return _ratio(self.revenue, self.cost, TEN_THOUSANDTH)

    @property
    def cac(self) -> Decimal | None:
        """What a new customer cost."""
        return _ratio(self.cost, self.customers, Decimal("0.01")) if self.cost else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not any(getattr(self, one.name) for one in fields(self))

    def __add__(self, other: Result) -> Result:
        """Return both together; a margin that is unknown makes the sum unknown."""
        sums = {
            one.name: getattr(self, one.name) + getattr(other, one.name)
            for one in fields(self)
            if one.name != "margin"
        }
        known = self.margin is not None and other.margin is not None
        return Result(**sums, margin=self.margin + other.margin if known else None)  # type: ignore[operator]
