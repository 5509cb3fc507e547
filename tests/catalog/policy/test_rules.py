from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.catalog.policy import rules

# d = 20, σ_d = 6, L = 7, σ_L = 2, 95 %: rules.md §9.
EXAMPLE = {"daily": 20, "deviation": 6, "lead_days": 7, "lead_deviation": 2, "service": 0.95}


def test_the_levels_of_the_published_example() -> None:
    assert rules.deviation_over(7, 20, 6, 2) == pytest.approx(43.0349, abs=1e-4)
    assert rules.safety_stock(7, 20, 6, 2, 0.95) == pytest.approx(70.786, abs=1e-3)
    levels = rules.levels(**EXAMPLE, review_days=7)
    assert (levels.safety, levels.point) == (Decimal("70.786"), 211)
    assert levels.target == 356  # 355.448 in full units


@pytest.mark.parametrize(("order_days", "target"), [(0, 232), (1, 232), (7, 352)])
def test_an_order_lasts_some_days_without_reserve_for_those_after_the_next_look(
    order_days, target
) -> None:
    levels = rules.levels(**EXAMPLE, review_days=1, order_days=order_days)
    assert (levels.point, levels.target) == (211, target)


@pytest.mark.parametrize(
    ("service", "z"), [(0.90, 1.2816), (0.95, 1.6449), (0.98, 2.0537), (0.99, 2.3263)]
)
def test_quantiles_of_service_levels(service, z) -> None:
    assert rules.z_of(service) == pytest.approx(z, abs=1e-4)


@pytest.mark.parametrize(("position", "due"), [("46.999", True), ("47", True), ("47.001", False)])
def test_an_order_is_due_at_the_reorder_point_already(position, due) -> None:
    assert rules.is_due(Decimal(position), 47) is due


def test_a_low_service_level_never_asks_for_less_than_nothing() -> None:
    levels = rules.levels(
        daily=1, deviation=9, lead_days=4, lead_deviation=0, review_days=2, service=0.2
    )
    assert levels.safety < 0
    assert (levels.point, levels.target) == (0, 0)


@pytest.mark.parametrize(
    ("position", "target", "minimum", "pack", "wanted"),
    [
        (31, 91, 1, 12, 60),  # five full packs
        (31, 92, 1, 12, 72),  # one unit more takes a pack more
        (31, 35, 50, 12, 60),  # the least quantity, in full packs
        (91, 91, 1, 12, 0),
        (95, 91, 50, 12, 0),
    ],
)
def test_orders_come_in_full_packs_and_at_least_the_minimum(
    position, target, minimum, pack, wanted
) -> None:
    asked = rules.quantity(
        position=Decimal(position), target=target, minimum=Decimal(minimum), pack=Decimal(pack)
    )
    assert asked == wanted


FIGURES = st.decimals(0, 500, places=3)


@given(FIGURES, st.integers(0, 500), FIGURES, st.decimals("0.001", 50, places=3))
def test_an_order_reaches_the_target_without_a_pack_too_many(
    position, target, minimum, pack
) -> None:
    asked = rules.quantity(position=position, target=target, minimum=minimum, pack=pack)
    if position >= target:
        assert asked == 0
    else:
        assert position + asked >= target
        assert asked >= minimum
        assert asked % pack == 0
        assert asked - pack < max(target - position, minimum)


@given(
    st.floats(0, 100), st.floats(0, 50), st.integers(0, 60), st.floats(0, 10), st.integers(1, 30)
)
def test_more_uncertainty_never_lowers_the_levels(daily, deviation, lead, varies, review) -> None:
    facts = {"daily": daily, "lead_days": lead, "review_days": review, "service": 0.95}
    calm = rules.levels(**facts, deviation=deviation, lead_deviation=varies)
    rough = rules.levels(**facts, deviation=deviation + 1, lead_deviation=varies + 1)
    assert rough.point >= calm.point
    assert rough.target >= calm.target
    assert calm.target >= calm.point
