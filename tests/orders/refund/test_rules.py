from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.orders.refund.rules import POLICY, Claim, Paid, Sold, fits, priced, split, worth

CENTS = st.integers(0, 20_000).map(lambda cents: Decimal(cents) / 100)


def after(sold: Sold, claim: Claim) -> Sold:
    """The line after a claim was granted."""
    return Sold(
        sold.quantity,
        sold.price,
        sold.freight,
        sold.refunded_quantity + claim.quantity,
        sold.refunded_price + (claim.price or 0),
        sold.refunded_freight + claim.freight,
    )


def test_the_shares_of_a_line_are_exactly_the_whole() -> None:
    sold = Sold(Decimal(3), Decimal("100.00"), Decimal(0))
    shares = []
    for _unit in range(3):
        claim = priced(Claim(Decimal(1), None, Decimal(0)), sold)
        shares.append(str(claim.price))
        sold = after(sold, claim)
    assert shares == ["33.33", "33.34", "33.33"]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8), CENTS)
def test_however_a_line_is_taken_back_the_shares_sum_to_what_was_paid(parts, paid) -> None:
    sold = Sold(Decimal(sum(parts)), paid, Decimal(0))
    for part in parts:
        sold = after(sold, priced(Claim(Decimal(part), None, Decimal(0)), sold))
    assert sold.refunded_price == paid


def test_a_quantity_is_worth_no_more_than_goodwill_left() -> None:
    sold = Sold(Decimal(2), Decimal(100), Decimal(0), refunded_price=Decimal(10))
    assert worth(sold, Decimal(2)) == 90


@pytest.mark.parametrize(
    ("quantity", "price", "freight", "fitting"),
    [
        ("1", "50", "0", True),
        ("0", "10", "0", True),  # goodwill: the goods stay with the buyer
        ("0", "0", "6", True),
        ("2", "100", "6", True),
        ("2", "0", "0", False),  # no money
        ("3", "10", "0", False),
        ("1", "100.01", "0", False),
        ("1", "10", "6.01", False),
        ("1", "-1", "2", False),
        ("-1", "10", "0", False),
    ],
)
def test_a_claim_takes_money_that_is_there(quantity, price, freight, fitting) -> None:
    sold = Sold(Decimal(2), Decimal(100), Decimal(6))
    claim = Claim(Decimal(quantity), Decimal(price), Decimal(freight))
    assert fits(claim, sold.left) is fitting


@given(st.lists(st.tuples(st.integers(0, 3), CENTS | st.none(), CENTS), max_size=8), CENTS, CENTS)
def test_refunds_never_sum_to_more_than_was_paid(wanted, paid, freight) -> None:
    sold = Sold(Decimal(3), paid, freight)
    for quantity, price, carriage in wanted:
        claim = Claim(Decimal(quantity), price, carriage)
        if claim.quantity <= sold.left.quantity:
            claim = priced(claim, sold)
            if fits(claim, sold.left):
                sold = after(sold, claim)
    assert sold.refunded_quantity <= 3
    assert sold.refunded_price <= paid
    assert sold.refunded_freight <= freight


TENDERS = st.sampled_from(POLICY)
PAYMENTS = st.lists(st.tuples(TENDERS, CENTS), min_size=1, max_size=6).map(
    lambda rows: [Paid(key, tender, amount) for key, (tender, amount) in enumerate(rows)]
)


def test_money_goes_back_before_points_and_coupons() -> None:
    payments = [
        Paid(1, "coupon", Decimal(5)),
        Paid(2, "points", Decimal(10)),
        Paid(3, "balance", Decimal(20)),
        Paid(4, "wechat", Decimal(65), refunded=Decimal(60)),
    ]
    assert split(Decimal(30), payments) == {4: Decimal(5), 3: Decimal(20), 2: Decimal(5)}


def test_nothing_goes_back_that_was_never_paid() -> None:
    with pytest.raises(ValueError, match="never paid"):
        split(Decimal("10.01"), [Paid(1, "cash", Decimal(10))])


@given(PAYMENTS, st.lists(st.integers(0, 100), max_size=8))
def test_no_tender_gives_back_more_than_it_paid_and_all_together_give_all(payments, parts) -> None:
    whole = sum((one.amount for one in payments), Decimal(0))
    wanted = [(whole * part / 100).quantize(Decimal("0.01")) for part in parts]
    for amount in [*wanted, whole]:
        left = sum((one.left for one in payments), Decimal(0))
        shares = split(min(amount, left), payments)
        assert sum(shares.values(), Decimal(0)) == min(amount, left)
        payments = [
            replace(one, refunded=one.refunded + shares.get(one.key, 0)) for one in payments
        ]
        assert all(0 <= one.refunded <= one.amount for one in payments)
    assert sum((one.refunded for one in payments), Decimal(0)) == whole
