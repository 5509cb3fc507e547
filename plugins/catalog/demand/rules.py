"""How much of a product is wanted a day, from the days on which it could be had.

Source of the formulae: rules.md §10 (Syntetos and Boylan 2005; Croston 1972; SBA; TSB).
"""

from __future__ import annotations

import enum
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ADI_LIMIT, CV2_LIMIT = 1.32, 0.49
ALPHA = 0.1
FEWEST_DAYS = 14  # fewer days in stock say too little; the category speaks for the product
WEIGHTS = (0.0, 0.02, 0.05, 0.1)  # of the newest day; nothing is the plain mean of all days


class Pattern(enum.Enum):
    """How demand comes: often or seldom, alike or not."""

    SMOOTH = "smooth"
    INTERMITTENT = "intermittent"
    ERRATIC = "erratic"
    LUMPY = "lumpy"
    NONE = "none"


@dataclass(frozen=True)
class Demand:
    """What is wanted a day.

    :ivar daily: units a day; ``deviation`` is the standard deviation of one day.
    :ivar days: how many days in stock it is drawn from.
    :ivar is_prior: whether too few days spoke, and the category was asked instead.
    """

    daily: float
    deviation: float
    days: int
    pattern: Pattern
    is_prior: bool = False


def interval(series: Sequence[float]) -> float:
    """Return the average demand interval (ADI): days for each day with demand."""
    wanted = sum(1 for units in series if units > 0)
    return len(series) / wanted if wanted else float("inf")


def variation(series: Sequence[float]) -> float:
    """Return the squared coefficient of variation (CV²) of the demand that is not nothing."""
    sizes = [units for units in series if units > 0]
    if len(sizes) < 2:  # noqa: PLR2004 - one size does not vary
        return 0.0
    mean = sum(sizes) / len(sizes)
    return sum((units - mean) ** 2 for units in sizes) / (len(sizes) - 1) / mean**2


def pattern(series: Sequence[float]) -> Pattern:
    """Return the class of a demand by ADI and CV²."""
    if not any(units > 0 for units in series):
        return Pattern.NONE
    seldom, uneven = interval(series) >= ADI_LIMIT, variation(series) >= CV2_LIMIT
    if seldom:
        return Pattern.LUMPY if uneven else Pattern.INTERMITTENT
    return Pattern.ERRATIC if uneven else Pattern.SMOOTH


def netted(series: Sequence[float]) -> list[float]:
    """Return the demand of each day without what came back.

    A day on which more came back than was sold takes off the days before it, the newest first,
    because what came back was never wanted.  What was sold before the first day stays out of it.
    """
    if min(series, default=0) >= 0:
        return list(series)
    kept: list[float] = []
    for units in series:
        kept.append(max(units, 0.0))
        back, place = -units, len(kept) - 1
        while back > 0 and place >= 0:
            taken = min(back, kept[place])
            kept[place] -= taken
            back, place = back - taken, place - 1
    return kept


def smoothed(series: Sequence[float], weight: float) -> Iterator[float]:
    """Return the rate by exponential smoothing, as it was known on the evening of each day.

    The newest day weighs at least as much as in a plain mean, so that the start is forgotten.

    :param weight: of the newest day; with 0 the rate is the plain mean.
    """
    rate = 0.0
    for count, units in enumerate(series, start=1):
        rate += (units - rate) * (weight if weight * count > 1 else 1 / count)
        yield rate


def crostons(series: Sequence[float], alpha: float = ALPHA) -> Iterator[tuple[float, float]]:
    """Return the smoothed size and interval of a demand, as they were known each evening.

    The first of each is the start; a demand that never came is (0, 1).
    """
    size, gap, since = 0.0, 1.0, 0
    for units in series:
        since += 1
        if units > 0:
            first = not size
            size = float(units) if first else size + alpha * (units - size)
            gap = float(since) if first else gap + alpha * (since - gap)
            since = 0
        yield size, gap


def croston(series: Sequence[float], alpha: float = ALPHA) -> tuple[float, float]:
    """Return the smoothed size and interval of a demand."""
    *_before, last = (0.0, 1.0), *crostons(series, alpha)
    return last


def sba(series: Sequence[float], alpha: float = ALPHA) -> float:
    """Return Croston's rate without its bias (Syntetos and Boylan)."""
    size, gap = croston(series, alpha)
    return (1 - alpha / 2) * size / gap


def sbj(series: Sequence[float], alpha: float = ALPHA) -> float:
    """Return Croston's rate by the correction of Shale, Boylan and Johnston."""
    size, gap = croston(series, alpha)
    return (1 - alpha / (2 - alpha)) * size / gap


def tsb(series: Sequence[float], alpha: float = ALPHA, beta: float = ALPHA) -> float:
    """Return the rate by Teunter, Syntetos and Babai, which falls while nothing is wanted."""
    wanted = [units for units in series if units > 0]
    if not wanted:
        return 0.0
    size, chance = float(wanted[0]), len(wanted) / len(series)
    for units in series:
        if units > 0:
            size += beta * (units - size)
            chance += alpha * (1 - chance)
        else:
            chance -= alpha * chance
    return size * chance


def lost(series: Sequence[float], rates: Sequence[float]) -> float:
    """Return the mean squared error of forecasts that each evening made of the next day.

    The origin rolls from the fourteenth day on: a forecast knows only the days before its own.
    """
    told = series[FEWEST_DAYS:]
    return math.dist(told, rates[FEWEST_DAYS - 1 : -1]) ** 2 / len(told) if told else 0.0


def rate(series: Sequence[float], kind: Pattern) -> float:
    """Return the units a day by the method that would have foretold the days best.

    The plain mean and some ways to forget it compete; where demand is seldom, Croston's method
    without its bias does, too.  Among equals the plainest holds.
    """
    methods = [list(smoothed(series, weight)) for weight in WEIGHTS]
    if kind in {Pattern.INTERMITTENT, Pattern.LUMPY}:
        methods.append([(1 - ALPHA / 2) * size / gap for size, gap in crostons(series)])
    return min(methods, key=lambda rates: lost(series, rates))[-1]


def estimate(series: Sequence[float], prior: Demand | None = None) -> Demand:
    """Return the demand that the days in stock tell.

    :param series: units sold less units returned on each day on which the product was on sale
        and in stock, in order.
    :param prior: the demand of its category, for a product with too few such days.
    """
    if len(series) < FEWEST_DAYS and prior is not None:
        return Demand(prior.daily, prior.deviation, len(series), prior.pattern, is_prior=True)
    if not series:
        return Demand(0.0, 0.0, 0, Pattern.NONE, is_prior=True)
    days = netted(series)
    kind = pattern(days)
    return Demand(rate(days, kind), _deviation(days), len(days), kind)


def _deviation(days: Sequence[float]) -> float:
    # statistics.pstdev computes with fractions, which is exact and a hundred times slower.
    mean = sum(days) / len(days)
    return math.dist(days, [mean] * len(days)) / math.sqrt(len(days))


def pooled(demands: Sequence[Demand]) -> Demand:
    """Return the demand of a category: the mean of those of its products that know theirs."""
    known = [one for one in demands if not one.is_prior]
    if not known:
        return Demand(0.0, 0.0, 0, Pattern.NONE, is_prior=True)
    daily = statistics.fmean(one.daily for one in known)
    deviation = statistics.fmean(one.deviation**2 for one in known) ** 0.5
    return Demand(daily, deviation, 0, Pattern.NONE, is_prior=True)


def errors(actual: Sequence[float], told: Sequence[float]) -> tuple[float, float] | None:
    """Return WAPE and bias of a forecast; None where nothing was wanted."""
    whole = sum(actual)
    if not whole:
        return None
    pairs = list(zip(told, actual, strict=True))
    return (
        sum(abs(one - other) for one, other in pairs) / whole,
        sum(one - other for one, other in pairs) / whole,
    )
