"""When a defect rate is too high to be chance: the p-chart of Shewhart.

With D defective units of N sold in all, the mean rate is p = D / N.  A product, supplier or month
that sold n units has the upper control limit p + 3 · √(p · (1 - p) / n): few units may vary more.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

NOTHING, ONE = Decimal(0), Decimal(1)
SIGMAS = 3
FEWEST = 2  # a single defective unit is no pattern, however few were sold
FINEST = Decimal("0.000001")


def rate_of(defective: Decimal, sold: Decimal) -> Decimal | None:
    """Return the share of defective units, at most all; None if nothing was sold."""
    return min(ONE, defective / sold).quantize(FINEST) if sold > 0 else None


def limit_of(mean: Decimal, sold: Decimal) -> Decimal | None:
    """Return the upper control limit of what sold some units, at most all of them."""
    if sold <= 0:
        return None
    return min(ONE, mean + SIGMAS * (mean * (ONE - mean) / sold).sqrt()).quantize(FINEST)


@dataclass(frozen=True)
class Figure:
    """What was sold and was defective of one product, of one supplier, or in one month."""

    key: str
    label: str
    sold: Decimal
    defective: Decimal
    mean: Decimal

    @property
    def rate(self) -> Decimal | None:
        """The share of defective units."""
        return rate_of(self.defective, self.sold)

    @property
    def limit(self) -> Decimal | None:
        """The control limit."""
        return limit_of(self.mean, self.sold)

    @property
    def is_alarming(self) -> bool:
        """Whether the rate is over its limit."""
        if self.rate is None or self.limit is None or self.defective < FEWEST:
            return False
        return self.rate > self.limit
