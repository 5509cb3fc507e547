"""What a suggestion is made from, without asking the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from plugins.catalog.demand.rules import Demand
from plugins.catalog.policy import rules as policy

THOUSANDTH = Decimal("0.001")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Day:
    """What moved of a product on one day: net of all, sold net of returns, and what came."""

    net: Decimal = NOTHING
    sold: Decimal = NOTHING
    came: Decimal = NOTHING


@dataclass(frozen=True)
class Terms:
    """How a product is delivered and watched."""

    lead_days: int
    lead_deviation: Decimal
    minimum: Decimal
    pack: Decimal
    review_days: int
    order_days: int
    service: Decimal


@dataclass(frozen=True)
class Need:
    """What is lacking, with every figure that it follows from."""

    daily: Decimal
    deviation: Decimal
    safety: Decimal
    point: int
    target: int
    position: Decimal
    quantity: Decimal


def days_in_stock(
    moved: Mapping[date, Day], on_hand: Decimal, *, since: date, on: date
) -> list[float]:
    """Return the units wanted on each day on which the product could be had.

    A day counts if something lay there in the morning, came or was sold; a day out of stock
    says nothing of demand.

    :param moved: what moved by day, from ``since`` to ``on``.
    :param on_hand: what lies there at the end of the last day.
    """
    found: list[float] = []
    evening = on_hand
    day = on
    while day >= since:
        told = moved.get(day, Day())
        morning = evening - told.net
        if morning > 0 or told.sold > 0 or told.came > 0:
            found.append(float(told.sold))
        evening, day = morning, day - timedelta(days=1)
    return found[::-1]


def need(demand: Demand, terms: Terms, position: Decimal) -> Need:
    """Return what to order.

    The figures are rounded to the thousandth first and the levels follow from the rounded ones,
    so that whoever reads them comes to the same quantity.
    """
    daily, deviation = thousandth(demand.daily), thousandth(demand.deviation)
    levels = policy.levels(
        daily=float(daily),
        deviation=float(deviation),
        lead_days=terms.lead_days,
        lead_deviation=float(terms.lead_deviation),
        review_days=terms.review_days,
        order_days=terms.order_days,
        service=float(terms.service),
    )
    wanted = NOTHING
    if daily > 0 and policy.is_due(position, levels.point):
        wanted = policy.quantity(
            position=position, target=levels.target, minimum=terms.minimum, pack=terms.pack
        )
    return Need(daily, deviation, levels.safety, levels.point, levels.target, position, wanted)


def thousandth(value: float) -> Decimal:
    """Return a figure to the thousandth, half away from zero."""
    return Decimal(str(value)).quantize(THOUSANDTH, ROUND_HALF_UP)


def deviation_of(days: Sequence[int]) -> tuple[float, float] | None:
    """Return mean and standard deviation of lead times; None of fewer than two."""
    if len(days) < 2:  # noqa: PLR2004 - one does not vary
        return None
    mean = sum(days) / len(days)
    return mean, (sum((one - mean) ** 2 for one in days) / (len(days) - 1)) ** 0.5
