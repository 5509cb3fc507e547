"""Credit by the published vectors, whole in every model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.marketing.attribution import rules
from plugins.marketing.attribution.rules import WHOLE, AttributionModel, Touch

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
MINUTES = 30 * 24 * 60
touches = st.lists(
    st.builds(
        Touch,
        at=st.integers(0, MINUTES).map(lambda one: AT - timedelta(minutes=one)),
        channel_id=st.integers(1, 4),
        is_direct=st.booleans(),
        campaign_id=st.sampled_from([None, 1, 2]),
    ),
    min_size=1,
    max_size=12,
)
money = st.decimals("-99999", "99999", places=2)


def before(*days: float, **facts) -> list[Touch]:
    return [
        Touch(AT - timedelta(days=day), place, **facts) for place, day in enumerate(days, start=1)
    ]


def shares(model: str, told: list[Touch]) -> list[Fraction]:
    parts = rules.weights(model, told, AT)
    return [part / sum(parts) for part in parts]


def test_time_decay_halves_in_a_week():
    assert shares(AttributionModel.TIME_DECAY, before(14, 7, 0)) == [
        Fraction(1, 7),
        Fraction(2, 7),
        Fraction(4, 7),
    ]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, [100]), (2, [50, 50]), (3, [40, 20, 40]), (4, [40, 10, 10, 40])],
)
def test_position_is_40_20_40(count, expected):
    told = before(*range(count, 0, -1))
    assert shares(AttributionModel.POSITION, told) == [Fraction(one, 100) for one in expected]


def test_linear_first_and_last():
    told = before(3, 2, 1)
    assert shares(AttributionModel.LINEAR, told) == [Fraction(1, 3)] * 3
    assert shares(AttributionModel.FIRST, told) == [1, 0, 0]
    assert shares(AttributionModel.LAST, told) == [0, 0, 1]


def test_the_last_touch_that_is_not_direct():
    told = [*before(3, 2), Touch(AT, 9, is_direct=True)]
    assert shares(AttributionModel.LAST_NON_DIRECT, told) == [0, 1, 0]
    assert shares(AttributionModel.LAST_NON_DIRECT, before(3, 2, is_direct=True)) == [0, 1]


def test_thirds_of_a_million_are_a_million():
    assert rules.credits([Fraction(1)] * 3) == [333_334, 333_333, 333_333]


@pytest.mark.parametrize(("days", "kept"), [(30, 1), (30.01, 0), (0, 1), (-0.01, 0)])
def test_only_the_days_before_the_order_count(days, kept):
    assert len(rules.relevant(before(days), AT, 30)) == kept


@pytest.mark.parametrize(
    ("minutes", "kept"), [((90, 60), 1), ((91, 60), 2), ((90, 65, 40, 15), 1), ((60, 60), 1)]
)
def test_a_channel_that_comes_again_within_half_an_hour_is_the_same_visit(minutes, kept):
    told = [Touch(AT - timedelta(minutes=one), 1) for one in minutes]
    assert len(rules.relevant(told, AT, 30)) == kept
    other = Touch(AT - timedelta(minutes=70), 2)
    assert len(rules.relevant([*told, other], AT, 30)) == kept + 1


@given(touches, st.sampled_from(list(AttributionModel)), money, st.one_of(st.none(), money))
def test_credit_revenue_and_margin_are_those_of_the_order(told, model, revenue, margin):
    told = rules.relevant(told, AT, 30)
    owed = rules.shared(model, told, AT, revenue, margin)
    assert sum(one.credit for one in owed) == WHOLE
    assert all(one.credit > 0 for one in owed)
    assert sum(one.revenue for one in owed) == revenue
    if margin is not None:
        assert sum(one.margin for one in owed) == margin
    assert len({(one.channel_id, one.campaign_id) for one in owed}) == len(owed)


@given(
    touches, st.sampled_from(list(AttributionModel)), st.decimals("0", "9999", places=2), st.data()
)
def test_a_refund_never_adds_revenue(told, model, revenue, data):
    told = rules.relevant(told, AT, 30)
    less = data.draw(st.decimals("0", revenue, places=2))
    full = rules.shared(model, told, AT, revenue, None)
    reduced = rules.shared(model, told, AT, less, None)
    assert sum(one.revenue for one in reduced) <= sum(one.revenue for one in full)
    for one, other in zip(reduced, full, strict=True):
        assert one.revenue <= other.revenue + Decimal("0.01")


def test_without_touches_nobody_is_owed():
    with pytest.raises(ValueError, match="nobody"):
        rules.weights(AttributionModel.LINEAR, [], AT)
