from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.orders.points import rules
from plugins.orders.points.rules import Lot

CENTS = st.integers(1, 2_000_000).map(lambda cents: Decimal(cents) / 100)
DAY = date(2026, 11, 23)


def test_the_base_of_the_rules_brings_what_they_say() -> None:
    base = Decimal("12345.67")
    assert rules.personal(base) == Decimal("123.46")
    assert rules.pool(base) == Decimal("493.83")
    parts, carried = rules.share_pool(Decimal("493.83"), [5, 3, 3, 2, 2])
    assert [str(one) for one in parts] == ["164.61", "98.77", "98.77", "65.84", "65.84"]
    assert carried == 0


def test_a_pool_that_nobody_shares_is_carried_over() -> None:
    parts, carried = rules.share_pool(Decimal("10.00"), [0, 0], Decimal("2.50"))
    assert (parts, carried) == ([0, 0], Decimal("12.50"))
    assert rules.share_pool(Decimal(1), [1], carried) == ([Decimal("13.50")], 0)


@given(CENTS, st.lists(st.integers(0, 9), min_size=1, max_size=6), CENTS)
def test_nothing_of_a_pool_is_lost(amount, weights, carried) -> None:
    parts, left = rules.share_pool(amount, weights, carried)
    assert sum(parts, Decimal(0)) + left == amount + carried


def test_points_go_back_by_running_sums() -> None:
    steps = [Decimal(at) for at in range(4)]
    parts = [
        rules.taken_back(Decimal(10), Decimal(3), before, after)
        for before, after in pairwise(steps)
    ]
    assert [str(part) for part in parts] == ["3.33", "3.34", "3.33"]


@given(CENTS, CENTS, st.lists(st.integers(0, 100), max_size=8))
def test_refunds_of_everything_take_back_every_point(points, base, shares) -> None:
    marks = sorted({(base * share / 100).quantize(Decimal("0.01")) for share in shares})
    marks = [Decimal(0), *(mark for mark in marks if mark), base]
    parts = [rules.taken_back(points, base, *pair) for pair in pairwise(marks)]
    assert sum(parts, Decimal(0)) == points
    assert all(part >= 0 for part in parts)


@pytest.mark.parametrize(("before", "after"), [(2, 1), (0, 4), (-1, 1)])
def test_no_refund_takes_back_more_than_was_earned(before, after) -> None:
    with pytest.raises(ValueError, match="refund leads"):
        rules.taken_back(Decimal(1), Decimal(3), Decimal(before), Decimal(after))


@pytest.mark.parametrize(
    ("window", "signed_on"), [(7, date(2026, 11, 15)), (0, date(2026, 11, 22))]
)
def test_the_full_days_of_the_window_begin_after_the_signature(window, signed_on) -> None:
    assert rules.confirmed_until(DAY, window) == signed_on


@pytest.mark.parametrize(
    ("used", "left"),
    [("0", "50"), ("20", "30"), ("50", "0"), ("70", "0")],  # what is used ends first
)
def test_only_what_nobody_used_expires(used, left) -> None:
    lots = [
        Lot(DAY, Decimal(30)),
        Lot(DAY - timedelta(days=1), Decimal(20)),
        Lot(DAY + timedelta(days=1), Decimal(40)),
        Lot(None, Decimal(5)),
    ]
    assert rules.expiring(lots, Decimal(used), DAY) == Decimal(left)
