"""What a supplier is owed and when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import round_money
from plugins.finance.payable import rules

paid = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)
rates = st.integers(0, 10**4).map(lambda parts: Decimal(parts) / 10**4)
splits = st.lists(st.integers(1, 500), min_size=1, max_size=20)


def running(*parts: str | int) -> list[tuple[Decimal, Decimal]]:
    return list(pairwise(accumulate(map(Decimal, parts), initial=Decimal(0))))


@pytest.mark.parametrize(
    ("event_on", "days", "payable_on"),
    [
        (date(2018, 1, 10), 7, date(2018, 1, 18)),  # seven full days after the day of signing
        (date(2018, 1, 24), 7, date(2018, 2, 1)),  # the next period
        (date(2018, 1, 23), 7, date(2018, 1, 31)),
        (date(2016, 2, 28), 0, date(2016, 2, 29)),  # no window: the day after
    ],
)
def test_a_line_is_payable_on_the_day_after_its_window(event_on, days, payable_on):
    assert rules.eligible_on(event_on, days) == payable_on


def test_a_window_is_not_negative():
    with pytest.raises(ValueError, match="-1 days"):
        rules.eligible_on(date(2018, 1, 1), -1)


@pytest.mark.parametrize(
    ("base", "rate", "charged"),
    [
        ("100.00", "0.05", "5.00"),
        ("99.90", "0.12", "11.99"),  # 11.988
        ("0.10", "0.05", "0.01"),  # 0.005, a half
        ("0.30", "0.05", "0.02"),  # 0.015, a half
        ("0.50", "0.05", "0.03"),  # 0.025: half-even would charge 0.02
        ("-0.50", "0.05", "-0.03"),
        ("10.00", "0", "0.00"),
        ("10.00", "1", "10.00"),
    ],
)
def test_commission_is_rounded_half_up_at_the_line(base, rate, charged):
    assert str(rules.commission(Decimal(base), Decimal(rate))) == charged


@pytest.mark.parametrize("rate", ["1.2", "-0.01", "12"])
def test_a_rate_lies_between_nothing_and_everything(rate):
    with pytest.raises(ValueError, match="between 0 and 1"):
        rules.commission(Decimal("1.00"), Decimal(rate))


@given(st.decimals(-(10**9), 10**9, places=6))
def test_the_rules_round_as_the_core_does(x):
    assert rules.rounded(x) == round_money(x)


def test_three_units_refunded_one_by_one_return_what_was_paid():
    refunds = [
        rules.reversal(Decimal("100.00"), before, after, Decimal(3))
        for before, after in running(1, 1, 1)
    ]
    assert refunds == [Decimal("33.33"), Decimal("33.34"), Decimal("33.33")]


def test_three_refunds_reverse_the_commission_that_was_charged():
    reversals = [
        rules.reversal(Decimal("5.00"), before, after, Decimal("100.00"))
        for before, after in running("33.33", "33.34", "33.33")
    ]
    assert reversals == [Decimal("1.67"), Decimal("1.66"), Decimal("1.67")]


@given(paid, rates, splits)
def test_refunds_of_all_units_reverse_exactly_the_whole(whole, rate, units):
    charged = rules.commission(whole, rate)
    steps = running(*units)
    total = steps[-1][1]
    assert sum(rules.reversal(whole, *step, total) for step in steps) == whole
    assert sum(rules.reversal(charged, *step, total) for step in steps) == charged


@given(paid, splits)
def test_each_partial_refund_is_within_a_cent_of_its_share(whole, units):
    steps = running(*units)
    total = steps[-1][1]
    shares = [whole * (after - before) / total for before, after in steps]
    refunds = [rules.reversal(whole, *step, total) for step in steps]
    assert all(
        abs(refund - share) <= Decimal("0.01")
        for refund, share in zip(refunds, shares, strict=True)
    )


@pytest.mark.parametrize(
    ("before", "after", "total"),
    [
        (0, 4, 3),  # more than was sold
        (2, 1, 3),  # a refund is not taken back
        (-1, 1, 3),
        (0, 0, 0),  # nothing was sold
    ],
)
def test_a_refund_stays_within_what_was_sold(before, after, total):
    with pytest.raises(ValueError, match="must not shrink or exceed"):
        rules.reversal(Decimal("9.00"), Decimal(before), Decimal(after), Decimal(total))


def test_a_statement_adds_what_was_earned_and_deducts_what_was_taken_back():
    net = rules.net_of(
        gross=Decimal("1000.00"),
        commission=Decimal("120.00"),
        refunds=Decimal("100.00"),
        commission_reversals=Decimal("12.00"),
        fees=Decimal("30.00"),
        adjustments=Decimal("-5.00"),
        carried_in=Decimal("-57.00"),
    )
    assert net == Decimal("700.00")


def test_a_line_nets_its_gross_less_its_commission():
    assert rules.net_of(gross=Decimal("19.90"), commission=Decimal("2.39")) == Decimal("17.51")


@pytest.mark.parametrize(
    ("net", "pay", "carry"),
    [
        ("700.00", "700.00", "0.00"),
        ("0.01", "0.01", "0.00"),
        ("0.00", "0.00", "0.00"),
        ("-0.01", "0.00", "-0.01"),
        ("-57.00", "0.00", "-57.00"),  # the next statement opens with it
    ],
)
def test_nothing_is_paid_for_a_negative_net(net, pay, carry):
    assert rules.payable(Decimal(net)) == (Decimal(pay), Decimal(carry))


@given(paid, st.booleans())
def test_what_is_paid_and_what_is_carried_make_the_net(amount, owed_to_us):
    net = -amount if owed_to_us else amount
    pay, carry = rules.payable(net)
    assert pay + carry == net
    assert carry <= 0 <= pay
