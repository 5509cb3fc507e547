from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.orders.discount.rules import PLATFORM, SELLER, SHARED, DiscountDraft, spread

CENTS = st.integers(0, 20_000).map(lambda cents: Decimal(cents) / 100)
SHARES = st.integers(0, 1_000_000).map(lambda part: Decimal(part) / 1_000_000)


def parts(made) -> list[tuple[str, str]]:
    return [(str(one.seller), str(one.platform)) for one in made.shares]


def test_a_discount_is_split_by_price_with_the_cents_to_the_largest_remainders() -> None:
    lines = [(1, Decimal("33.33")), (2, Decimal("33.33")), (3, Decimal("33.34"))]
    made = spread(DiscountDraft(Decimal(10), SELLER), lines)
    assert parts(made) == [("3.33", "0.00"), ("3.33", "0.00"), ("3.34", "0.00")]


def test_a_shared_discount_is_borne_by_both_to_the_cent() -> None:
    lines = [(1, Decimal(1)), (2, Decimal(1)), (3, Decimal(1))]
    made = spread(DiscountDraft(Decimal("0.10"), SHARED, Decimal("0.5")), lines)
    assert parts(made) == [("0.02", "0.02"), ("0.01", "0.02"), ("0.02", "0.01")]


def test_no_more_is_taken_off_than_the_lines_cost() -> None:
    with pytest.raises(ValueError, match="above the price"):
        spread(DiscountDraft(Decimal("1.01"), PLATFORM), [(1, Decimal(1))])


@given(
    st.lists(CENTS, min_size=1, max_size=8).filter(any),
    st.integers(1, 100),
    SHARES,
    st.sampled_from([SELLER, PLATFORM, SHARED]),
)
def test_the_shares_are_exactly_the_discount_and_fit_the_lines(prices, percent, part, bearer):
    whole = sum(prices, Decimal(0))
    amount = max((whole * percent / 100).quantize(Decimal("0.01")), Decimal("0.01"))
    discount = DiscountDraft(min(amount, whole), bearer, part)
    made = spread(discount, list(enumerate(prices, start=1)))
    borne = [one.seller + one.platform for one in made.shares]
    assert sum(borne, Decimal(0)) == discount.amount
    platform = sum((one.platform for one in made.shares), Decimal(0))
    assert abs(platform - discount.amount * discount.share) <= Decimal("0.005")
    for one in made.shares:
        assert one.seller >= 0
        assert one.platform >= 0
        assert one.seller + one.platform <= prices[one.position - 1]


@pytest.mark.parametrize(
    ("draft", "is_sound"),
    [
        (DiscountDraft(Decimal(1), SHARED, Decimal("0.3")), True),
        (DiscountDraft(Decimal(0), SELLER), False),
        (DiscountDraft(Decimal(1), SHARED, Decimal("1.1")), False),
        (DiscountDraft(Decimal(1), "buyer"), False),
    ],
)
def test_a_sound_discount_takes_something_and_somebody_bears_it(draft, is_sound) -> None:
    assert draft.is_sound is is_sound
