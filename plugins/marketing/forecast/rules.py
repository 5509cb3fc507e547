"""How far a forecast was off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MILLIONTH, TENTH = Decimal("0.000001"), Decimal("0.1")
READABLE = 2  # beyond it nobody reads a percentage


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return a quotient to the millionth, or None if there is nothing to divide by."""
    if not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(MILLIONTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Score:
    """A figure that was forecast and what came of it."""

    forecast: Decimal | int
    actual: Decimal | int

    @property
    def error(self) -> Decimal:
        """How much more came than was forecast."""
        return Decimal(self.actual) - Decimal(self.forecast)

    @property
    def rate(self) -> Decimal | None:
        """The error as a share of what came; None if nothing came."""
        return share(self.error, abs(Decimal(self.actual)))

    @property
    def times(self) -> Decimal | None:
        """How many times what came was forecast, where that says more than the rate."""
        rate = self.rate
        if rate is None or self.actual <= 0 or abs(rate) <= READABLE:
            return None
        return (Decimal(self.forecast) / self.actual).quantize(TENTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Calibration:
    """How somebody's forecasts turned out.

    ``bias`` is all that came less all that was forecast, as a share of all that came: above zero
    somebody forecasts too little.  ``mape`` is the mean of the errors without their signs.
    """

    count: int
    bias: Decimal | None
    mape: Decimal | None


def calibration(scores: Iterable[Score]) -> Calibration:
    """Return how forecasts turned out; what brought nothing has no error as a share."""
    known = [one for one in scores if one.actual > 0]
    actual = sum((Decimal(one.actual) for one in known), Decimal(0))
    error = sum((one.error for one in known), Decimal(0))
    rates = [abs(one.rate) for one in known if one.rate is not None]
    return Calibration(len(known), share(error, actual), share(sum(rates, Decimal(0)), len(rates)))
