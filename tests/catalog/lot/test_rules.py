from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.catalog.lot import rules

CLOSE = pytest.approx
COSTS = st.floats(0.1, 20)
RATES = st.floats(10, 5000)


def test_the_economic_quantity_and_its_cost() -> None:
    assert rules.economic_quantity(8, 0.225, 1300) == CLOSE((304.0467800264, 68.4105255059))


@given(COSTS, COSTS, RATES, st.floats(0.2, 5))
def test_no_other_quantity_costs_less(fixed, holding, demand, factor) -> None:
    amount, cost = rules.economic_quantity(fixed, holding, demand)
    other = amount * factor
    assert fixed * demand / other + holding * other / 2 >= cost * (1 - 1e-9)


def test_a_discount_on_all_units_makes_more_worth_while() -> None:
    breaks = [(0, 500), (200, 475), (500, 450)]
    assert rules.discounted_quantity(200, 0.2, 1000, breaks) == (500, 472_900)


def test_without_a_discount_the_economic_quantity_holds() -> None:
    amount, cost = rules.discounted_quantity(8, 0.225, 1300, [(0, 1)])
    assert (amount, cost) == CLOSE((304.0467800264, 1300 + 68.4105255059))


def test_no_price_is_no_quantity() -> None:
    with pytest.raises(ValueError, match="no price"):
        rules.discounted_quantity(8, 0.225, 1300, [])


def test_the_newsvendor_of_normal_and_of_poisson_demand() -> None:
    assert rules.newsvendor_normal(0.18, 0.70, 50, 8) == CLOSE((56.6039559274, 1.9976051932))
    level, cost = rules.newsvendor_poisson(0.18, 0.70, 50)
    assert (level, cost) == (56, CLOSE(1.7972352118))


@given(COSTS, COSTS, st.floats(0.5, 40), st.integers(0, 90))
def test_no_other_stock_of_a_newsvendor_costs_less(holding, penalty, mean, other) -> None:
    _level, cost = rules.newsvendor_poisson(holding, penalty, mean)
    assert rules.poisson_cost(holding, penalty, mean, other) >= cost * (1 - 1e-9)


def test_a_debt_lacks_all_that_is_wanted() -> None:
    assert rules.poisson_cost(1, 4, 6, -3) == CLOSE(4 * 9)


def test_the_economic_quantity_with_a_safety_stock() -> None:
    found = rules.continuous_review(0.225, 7.5, 8, 1300, 150, 1 / 12)
    assert found == CLOSE((190.3369965716, 304.0467800264))


def test_the_expected_inventory_level() -> None:
    found = rules.least_inventory(0.225, 7.5, 8, 1300, 150, 1 / 12)
    assert found == CLOSE((213.9704421358, 318.5901810769, 95.4511402229))


def test_nothing_is_kept_where_holding_costs_more_than_lacking() -> None:
    with pytest.raises(ValueError, match="more than lacking"):
        rules.least_inventory(50, 0.01, 8, 100, 10, 1)


def test_the_exact_levels_of_poisson_demand() -> None:
    point, target, cost = rules.poisson_levels(1, 4, 5, 6)
    assert (point, target, cost) == (4, 10, CLOSE(8.0341115615))


@pytest.mark.parametrize(("fixed", "mean"), [(0.5, 3), (5, 6), (30, 4), (64, 10)])
def test_no_other_levels_cost_less(fixed, mean) -> None:
    """Each pair is valued by the chain of its stock, which knows nothing of the search."""
    _point, _target, cost = rules.poisson_levels(1, 4, fixed, mean)
    pairs = itertools.product(range(-4, 16), range(1, 45))
    others = [chain(1, 4, fixed, mean, point, target) for point, target in pairs if point < target]
    assert min(others) == CLOSE(cost, rel=1e-6)


def chain(holding, penalty, fixed, mean, point, target) -> float:
    """Return what a period costs on average, by what is expected until the next order."""
    chances = [rules.poisson(units, mean) for units in range(target - point + 1)]
    spent, periods = [0.0], [0.0]
    for level in range(point + 1, target + 1):
        width = level - point
        cost = rules.poisson_cost(holding, penalty, mean, level)
        cost += sum(chances[units] * spent[width - units] for units in range(1, width))
        count = 1 + sum(chances[units] * periods[width - units] for units in range(1, width))
        spent.append(cost / (1 - chances[0]))
        periods.append(count / (1 - chances[0]))
    return (fixed + spent[-1]) / periods[-1]


def test_the_power_approximation() -> None:
    found = rules.power_levels(0.18, 0.70, 2.5, 50, 8)
    assert found == CLOSE((40.1946169565, 74.2901701098))


def test_known_demand_is_ordered_when_it_costs_least() -> None:
    assert rules.wagner_whitin(500, 2, [90, 120, 80, 70]) == ({1: 210, 3: 150}, 1380)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=7), st.integers(1, 200))
def test_no_other_plan_of_known_demand_costs_less(demand, fixed) -> None:
    orders, cost = rules.wagner_whitin(fixed, 1, demand)
    assert sum(orders.values()) == sum(demand)
    plans = itertools.product([True, False], repeat=len(demand) - 1)
    assert cost == min(plan_cost(fixed, demand, (True, *plan)) for plan in plans)


def plan_cost(fixed, demand, plan) -> float:
    ordered, cost = 0, 0.0
    for period, units in enumerate(demand):
        ordered = period if plan[period] else ordered
        cost += (fixed if plan[period] else 0) + (period - ordered) * units
    return cost
