"""What would have sold anyway, and how sure that is (rules.md §15)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import floor

from core.money import round_money

NOTHING = Decimal(0)
DAYS = 7
WEEKS = 4
LOOKED = 26  # weeks in which quiet ones are looked for
# Student's t, two-sided 95 %, for 1 to 30 degrees of freedom; the normal value beyond.
THOUSANDTHS = (
    *(12706, 4303, 3182, 2776, 2571, 2447, 2365, 2306, 2262, 2228),
    *(2201, 2179, 2160, 2145, 2131, 2120, 2110, 2101, 2093, 2086),
    *(2080, 2074, 2069, 2064, 2060, 2056, 2052, 2048, 2045, 2042),
)
T95 = tuple(Decimal(one).scaleb(-3) for one in THOUSANDTHS)
T95_BEYOND = Decimal("1.960")


@dataclass(frozen=True)
class Uplift:
    """What was sold above the baseline; ``spread`` is half the interval that holds it in 95 %.

    :param weeks: how many quiet weeks the baseline is the mean of.
    """

    actual: Decimal
    baseline: Decimal
    spread: Decimal | None
    weeks: int

    @property
    def value(self) -> Decimal:
        """How much more was sold than would have been."""
        return self.actual - self.baseline

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Between which values it lies."""
        return None if self.spread is None else (self.value - self.spread, self.value + self.spread)

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out that nothing happened."""
        return self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]


def span(first: date, last: date) -> list[date]:
    """Return all days from one to another, both included."""
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def quiet_weeks(first: date, busy: Collection[date], known_from: date) -> list[date]:
    """Return the first days of the latest four weeks before a day in which nothing was promoted.

    Weeks are counted back from the day.  Those from before anything was sold tell nothing.
    """
    busy = set(busy)
    starts = (first - timedelta(days=DAYS * back) for back in range(1, LOOKED + 1))
    quiet = [
        start
        for start in starts
        if start >= known_from and busy.isdisjoint(span(start, start + timedelta(days=DAYS - 1)))
    ]
    return quiet[:WEEKS]


def baseline_of(
    day: date, first: date, weeks: Sequence[date], sold: Mapping[date, Decimal]
) -> list[Decimal]:
    """Return what was sold on the same weekday of each quiet week."""
    offset = timedelta(days=(day - first).days % DAYS)
    return [sold.get(start + offset, NOTHING) for start in weeks]


def uplift(
    sold: Mapping[date, Decimal], first: date, last: date, busy: Collection[date]
) -> Uplift | None:
    """Compare what was sold from one day to another with the mean of the same weekdays before.

    Days of one weekday share their mean, so its error counts once for each of them.  Returns
    None where no quiet week is known.
    """
    if not sold:
        return None
    weeks = quiet_weeks(first, busy, min(sold))
    if not weeks:
        return None
    days = span(first, last)
    actual = sum((sold.get(day, NOTHING) for day in days), NOTHING)
    baseline, parts = NOTHING, []
    count = Decimal(len(weeks))
    for offset in range(min(DAYS, len(days))):
        times = Decimal(len(days[offset::DAYS]))
        values = baseline_of(days[offset], first, weeks, sold)
        mean = sum(values, NOTHING) / count
        baseline += times * mean
        if len(values) > 1:
            variance = sum(((one - mean) ** 2 for one in values), NOTHING) / (count - 1)
            parts.append(variance * (times + times * times / count))
    return Uplift(actual, round_money(baseline), _spread(parts, len(weeks) - 1), len(weeks))


def _spread(parts: Sequence[Decimal], freedom: int) -> Decimal | None:
    """Return half the interval of a sum of estimates (Welch and Satterthwaite)."""
    if not parts or not freedom:
        return None
    variance = sum(parts, NOTHING)
    if not variance:
        return NOTHING
    # To the millionth, for 21 degrees must not become 20.999…
    together = floor(round(variance**2 / sum((one**2 / freedom for one in parts), NOTHING), 6))
    quantile = T95[together - 1] if together <= len(T95) else T95_BEYOND
    return round_money(quantile * variance.sqrt())
