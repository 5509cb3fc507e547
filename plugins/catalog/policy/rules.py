"""When to order, and how much.

Source of the formulae: rules.md §9 (Snyder and Shen, *Fundamentals of Supply Chain Theory*;
Silver, Pyke and Thomas; King 2011 for the combined variance).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from statistics import NormalDist

THOUSANDTH = Decimal("0.001")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Levels:
    """What an order is decided by, in units.

    :ivar safety: the safety stock within the lead time.
    :ivar point: the reorder point s; an order is due at or below it.
    :ivar target: the order-up-to level S.
    """

    safety: Decimal
    point: int
    target: int


def z_of(service: float) -> float:
    """Return the standard normal quantile of a service level such as 0.95."""
    return NormalDist().inv_cdf(service)


def deviation_over(days: float, daily: float, deviation: float, lead_deviation: float) -> float:
    """Return the standard deviation of the demand over some days that themselves vary.

    ``sqrt(days·σ_d² + d²·σ_L²)``.
    """
    return math.sqrt(days * deviation**2 + daily**2 * lead_deviation**2)


def safety_stock(
    lead_days: float, daily: float, deviation: float, lead_deviation: float, service: float
) -> float:
    """Return the stock that covers what varies within the lead time."""
    return z_of(service) * deviation_over(lead_days, daily, deviation, lead_deviation)


def levels(
    *,
    daily: float,
    deviation: float,
    lead_days: float,
    lead_deviation: float,
    review_days: float,
    service: float,
    order_days: float = 0,
) -> Levels:
    """Return the safety stock, the reorder point and the order-up-to level.

    An order lasts until the next look at the stock at least.  What varies within the days that it
    lasts beyond is no risk, for the next look comes before, so they have no reserve.

    A service level below one half has a negative safety stock, but no level is below zero.

    :param order_days: how many days an order shall last, where that is more than ``review_days``.
    """
    safety = safety_stock(lead_days, daily, deviation, lead_deviation, service)
    whole, lasting = lead_days + review_days, max(review_days, order_days)
    reserve = z_of(service) * deviation_over(whole, daily, deviation, lead_deviation)
    point = max(_ceiling(daily * lead_days + safety), 0)
    return Levels(
        Decimal(str(safety)).quantize(THOUSANDTH),
        point,
        max(_ceiling(daily * (lead_days + lasting) + reserve), point),
    )


def _ceiling(units: float) -> int:
    # What differs from a whole number by less than a millionth is that number.
    return math.ceil(round(units, 6))


def is_due(position: Decimal, point: int) -> bool:
    """Return whether to order: at the reorder point already, not only below it."""
    return position <= point


def quantity(
    *, position: Decimal, target: Decimal | int, minimum: Decimal, pack: Decimal
) -> Decimal:
    """Return how much to order: up to the target, in full packs, at least the minimum."""
    lacking = Decimal(target) - position
    if lacking <= 0:
        return NOTHING
    packs = (lacking / pack).to_integral_value(ROUND_CEILING)
    least = (minimum / pack).to_integral_value(ROUND_CEILING)
    return max(packs, least) * pack
