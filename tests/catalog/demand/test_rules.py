from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.catalog.demand import rules
from plugins.catalog.demand.rules import Demand, Pattern

# The series of rules.md §10.
SELDOM = [0, 0, 3, 0, 0, 0, 5, 0, 2, 0]
SERIES = st.lists(st.integers(0, 50), min_size=1, max_size=60)


def test_crostons_size_and_interval_of_the_published_series() -> None:
    size, gap = rules.croston(SELDOM)
    assert (size, gap) == (pytest.approx(3.08), pytest.approx(2.99))
    assert size / gap == pytest.approx(1.030100, abs=1e-6)


def test_the_unbiased_rates_of_the_published_series() -> None:
    assert rules.sba(SELDOM) == pytest.approx(0.978595, abs=1e-6)
    assert rules.sbj(SELDOM) == pytest.approx((1 - 0.1 / 1.9) * 1.030100, abs=1e-6)


def test_interval_and_variation_of_the_published_series() -> None:
    assert rules.interval(SELDOM) == pytest.approx(3.3333, abs=1e-4)
    assert rules.variation(SELDOM) == pytest.approx(0.21)


@pytest.mark.parametrize(
    ("series", "pattern"),
    [
        ([4, 5, 4, 6, 5, 4], Pattern.SMOOTH),
        (SELDOM, Pattern.INTERMITTENT),
        ([1, 30, 2, 40, 1, 25], Pattern.ERRATIC),
        ([0, 0, 1, 0, 40, 0, 0, 2], Pattern.LUMPY),
        ([0, 0, 0], Pattern.NONE),
    ],
)
def test_demand_is_told_by_how_often_and_how_evenly_it_comes(series, pattern) -> None:
    assert rules.pattern(series) is pattern


@pytest.mark.parametrize(
    ("series", "days"),
    [
        ([4, 3, -2, 5], [4, 1, 0, 5]),  # the newest sales before it come back first
        ([4, 3, -6, 5], [1, 0, 0, 5]),
        ([4, -9, 5], [0, 0, 5]),  # sold before the first day
        ([-1, 2], [0, 2]),
    ],
)
def test_what_came_back_was_never_wanted(series, days) -> None:
    assert rules.netted(series) == days


@given(st.lists(st.integers(-50, 50), max_size=40))
def test_netting_loses_only_what_was_sold_before(series) -> None:
    days = rules.netted(series)
    assert len(days) == len(series)
    assert all(units >= 0 for units in days)
    running = list(itertools.accumulate(series, initial=0))
    assert sum(days) == running[-1] - min(running)


def test_smoothing_without_a_weight_is_the_mean_of_the_days_so_far() -> None:
    assert list(rules.smoothed([4, 6, 2, 8], 0)) == pytest.approx([4, 5, 4, 5])


def test_the_newest_day_weighs_what_it_is_told_to() -> None:
    *_before, last = rules.smoothed([10] * 40 + [30], 0.1)
    assert last == pytest.approx(12)


def test_a_forecast_is_judged_by_the_day_after_it() -> None:
    series = [0.0] * 14 + [3.0, 5.0]
    rates = [9.0] * 13 + [2.0, 4.0, 9.0]
    assert rules.lost(series, rates) == pytest.approx((1 + 1) / 2)
    assert rules.lost(series[:14], rates[:14]) == 0


def test_the_days_choose_how_fast_to_forget() -> None:
    risen = [10.0] * 40 + [30.0] * 40
    assert rules.rate(risen, Pattern.SMOOTH) > 29
    wavering = [9.0, 11.0] * 40
    assert rules.rate(wavering, Pattern.SMOOTH) == pytest.approx(10, abs=0.05)


def test_seldom_demand_is_foretold_by_croston_where_he_does_it_best() -> None:
    series = [float(units) for units in ([0, 0, 0, 4] * 5 + [0, 4] * 25)]
    chosen = rules.rate(series, Pattern.INTERMITTENT)
    methods = [list(rules.smoothed(series, weight)) for weight in rules.WEIGHTS]
    told = [0.95 * size / gap for size, gap in rules.crostons(series)]
    assert rules.lost(series, told) < min(rules.lost(series, rates) for rates in methods)
    assert chosen == told[-1] == rules.sba(series)


def test_returns_lower_the_rate() -> None:
    assert rules.estimate([10.0] * 29 + [-10.0]).daily < rules.estimate([10.0] * 30).daily


def test_what_is_wanted_no_more_is_forgotten_by_tsb_and_not_by_croston() -> None:
    dying = [3, 2, 3, 2] + [0] * 40
    assert rules.tsb(dying) < 0.1
    assert rules.sba(dying) == rules.sba(dying[:4])


def test_a_young_product_asks_its_category() -> None:
    prior = Demand(2.5, 1.5, 0, Pattern.SMOOTH)
    told = rules.estimate([9.0] * 13, prior)
    assert (told.daily, told.is_prior, told.days) == (2.5, True, 13)
    assert rules.estimate([9.0] * 14, prior).daily == 9.0


def test_a_category_is_the_mean_of_those_that_know_their_demand() -> None:
    known = [Demand(2, 1, 30, Pattern.SMOOTH), Demand(4, 1, 30, Pattern.SMOOTH)]
    young = Demand(90, 1, 3, Pattern.NONE, is_prior=True)
    assert rules.pooled([*known, young]).daily == 3


def test_a_forecast_that_tells_the_truth_has_no_error() -> None:
    assert rules.errors([1, 2, 3], [1, 2, 3]) == (0, 0)
    assert rules.errors([2, 2], [3, 1]) == (0.5, 0)
    assert rules.errors([0, 0], [1, 1]) is None


@given(SERIES)
def test_every_demand_has_one_pattern_and_is_never_below_nothing(series) -> None:
    told = rules.estimate(series)
    assert told.pattern in Pattern
    assert told.daily >= 0
    assert told.deviation >= 0


@given(SERIES.filter(any))
def test_smoothed_sizes_lie_between_the_smallest_and_the_largest(series) -> None:
    size, gap = rules.croston(series)
    sizes = [one for one in series if one]
    assert min(sizes) - 1e-9 <= size <= max(sizes) + 1e-9
    assert gap >= 1 - 1e-9
