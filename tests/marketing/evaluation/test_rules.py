"""What would have sold anyway."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from plugins.marketing.evaluation.rules import quiet_weeks, span, uplift

FIRST = date(2026, 11, 2)  # a Monday
LAST = FIRST + timedelta(days=6)
LONG_AGO = date(2026, 1, 1)


def weeks(*values: int) -> dict[date, Decimal]:
    """Sell the same on each day of a week, the latest week last."""
    start = FIRST - timedelta(weeks=len(values))
    return {
        start + timedelta(weeks=week, days=day): Decimal(value)
        for week, value in enumerate(values)
        for day in range(7)
    }


def test_the_baseline_is_the_mean_of_the_same_weekdays_of_four_weeks():
    sold = weeks(90, 100, 110, 100) | dict.fromkeys(span(FIRST, LAST), Decimal(150))
    found = uplift(sold, FIRST, LAST, [])
    assert (found.actual, found.baseline, found.value, found.weeks) == (1050, 700, 350, 4)
    # Each day: variance of 90, 100, 110, 100 is 200/3, times 1 + 1/4; seven days; 21 degrees.
    assert found.spread == Decimal("50.24")
    assert found.interval == (Decimal("299.76"), Decimal("400.24"))
    assert found.is_sure


def test_weeks_with_a_campaign_and_weeks_before_the_first_sale_are_left_out():
    busy = [FIRST - timedelta(days=3)]
    starts = quiet_weeks(FIRST, busy, LONG_AGO)
    assert starts == [FIRST - timedelta(weeks=back) for back in (2, 3, 4, 5)]
    assert len(quiet_weeks(FIRST, busy, FIRST - timedelta(weeks=3))) == 2
    assert uplift({}, FIRST, LAST, []) is None
    assert uplift(weeks(100), FIRST, LAST, busy) is None


def test_one_quiet_week_gives_a_baseline_without_an_interval():
    found = uplift(weeks(100), FIRST, LAST, [])
    assert (found.baseline, found.spread, found.is_sure) == (700, None, False)


def test_a_campaign_without_effect_shows_none_in_nine_of_ten_cases():
    lot, inside = random.Random(20261123), 0
    for _run in range(500):
        days = span(FIRST - timedelta(weeks=4), LAST)
        sold = {day: Decimal(max(0, round(lot.gauss(1000, 200)))) for day in days}
        found = uplift(sold, FIRST, LAST, [])
        inside += found.interval[0] <= 0 <= found.interval[1]
    assert inside >= 450
