"""Rounding, allocation, writing and reading of money."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.money import allocate, format_money, parse_money, round_money, spread

amounts = st.integers(-(10**12), 10**12).map(lambda cents: Decimal(cents) / 100)
weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.decimals(0, 10**6, places=4, allow_nan=False).map(abs)),
    min_size=1,
    max_size=12,
).filter(any)


def texts(*parts: str) -> list[Decimal]:
    return [Decimal(part) for part in parts]


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("0.005", "0.01"),  # half-even would give 0.00
        ("0.015", "0.02"),
        ("0.025", "0.03"),  # half-even would give 0.02
        ("2.675", "2.68"),  # the float 2.675 is a little less
        ("0.0049999999999999", "0.00"),
        ("-0.005", "-0.01"),  # away from zero, not upwards
        ("-0.025", "-0.03"),
        ("7", "7.00"),
        ("1E+3", "1000.00"),
    ],
)
def test_a_half_cent_is_rounded_away_from_zero(exact, rounded):
    assert str(round_money(Decimal(exact))) == rounded


def test_a_tiny_negative_amount_has_no_sign_left():
    assert str(round_money(Decimal("-0.001"))) == "0.00"


@given(st.decimals(-(10**9), 10**9, places=6))
def test_rounding_is_symmetric_and_moves_by_at_most_half_a_cent(x):
    assert round_money(-x) == -round_money(x)
    assert abs(round_money(x) - x) <= Decimal("0.005")


@pytest.mark.parametrize("amount", [0.1, 1, "1.00", None])
def test_only_a_decimal_is_money(amount):
    with pytest.raises(TypeError, match="Decimal"):
        round_money(amount)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_an_infinity_is_no_amount(amount):
    with pytest.raises(ValueError, match="Not an amount"):
        round_money(Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("100.00", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("-100.00", [1, 1, 1], ["-33.34", "-33.33", "-33.33"]),
        ("0.03", [75, 25], ["0.02", "0.01"]),  # brick/money#62
        ("493.83", [5, 3, 3, 2, 2], ["164.61", "98.77", "98.77", "65.84", "65.84"]),
        ("0.01", [0, 1, 1], ["0.00", "0.01", "0.00"]),  # nothing for no weight
        ("0.00", [1, 2], ["0.00", "0.00"]),
        ("10.00", [Decimal("0.1"), Decimal("0.2")], ["3.33", "6.67"]),
    ],
)
def test_an_amount_is_split_by_largest_remainder(amount, weights, parts):
    assert allocate(Decimal(amount), weights) == texts(*parts)


def test_equal_remainders_that_no_decimal_can_hold_favour_the_earlier_part():
    sevenths = [Decimal("1E-20"), Decimal("3E-20"), Decimal("3E-20")]
    assert allocate(Decimal("0.01"), sevenths) == texts("0.00", "0.01", "0.00")


def test_units_are_spread_by_fractions_too():
    assert spread(10, [Fraction(1, 3), Fraction(1, 6), 0, Fraction(1, 2)]) == [3, 2, 0, 5]
    assert spread(1, [Fraction(1, 7), Fraction(3, 7), Fraction(3, 7)]) == [0, 1, 0]


@given(amounts, weights)
def test_the_parts_sum_to_the_whole_and_are_within_a_cent_of_their_share(amount, weights):
    parts = allocate(amount, weights)
    total = sum(map(Fraction, weights))
    shares = [Fraction(amount) * Fraction(weight) / total for weight in weights]
    assert sum(parts) == amount
    assert all(
        abs(part - share) < Fraction("0.01")
        for part, share in zip(map(Fraction, parts), shares, strict=True)
    )


@given(amounts, weights)
def test_a_negative_amount_is_split_as_the_mirror_image(amount, weights):
    assert allocate(-amount, weights) == [-part for part in allocate(amount, weights)]


@given(amounts.map(abs), st.integers(1, 100), st.integers(1, 50))
def test_equal_weights_give_the_spare_cents_to_the_first_parts(amount, weight, size):
    parts = allocate(amount, [weight] * size)
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= Decimal("0.01")


@given(amounts, st.lists(st.integers(1, 1000), unique=True, min_size=1, max_size=8), st.data())
def test_without_ties_the_order_of_the_weights_does_not_matter(amount, weights, data):
    total = sum(weights)
    remainders = {int(abs(amount) * 100) * weight % total for weight in weights}
    assume(len(remainders) == len(weights))
    shuffled = data.draw(st.permutations(weights))
    in_order = dict(zip(weights, allocate(amount, weights), strict=True))
    assert dict(zip(shuffled, allocate(amount, shuffled), strict=True)) == in_order


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [2, -1], [Decimal("NaN")]])
def test_weights_must_lead_somewhere(weights):
    with pytest.raises(ValueError, match=r"zero"):
        allocate(Decimal("1.00"), weights)


def test_a_fraction_of_a_cent_cannot_be_allocated():
    with pytest.raises(ValueError, match="whole cents"):
        allocate(Decimal("0.001"), [1])


@pytest.mark.parametrize(("amount", "weight"), [(1.0, 1), (Decimal("1.00"), 0.5)])
def test_a_float_is_never_allocated(amount, weight):
    with pytest.raises(TypeError, match="float"):
        allocate(amount, [weight])


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "text"),
    [
        ("1234.5", "CNY", "zh_Hans", "¥1,234.50"),
        ("1234.5", "CNY", "en", "CN¥1,234.50"),
        ("-1234.5", "CNY", "zh_Hans", "-¥1,234.50"),
        ("0.005", "CNY", "zh_Hans", "¥0.01"),  # Babel alone would round to even: 0.00
        ("1234.5", "BRL", "en", "R$1,234.50"),
    ],
)
def test_an_amount_is_written_as_the_locale_expects(amount, currency, locale, text):
    assert format_money(Decimal(amount), currency, locale) == text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", "0.00"),
        ("1234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1,234,567", "1234567.00"),
        (" ¥1,234.50 ", "1234.50"),
        ("¥ 1,234.50", "1234.50"),
        ("-¥3.20", "-3.20"),
        ("¥-3.20", "-3.20"),
        ("−3.20", "-3.20"),
        ("+3.2", "3.20"),
        ("-0", "0.00"),
        ("￥１，２３４．５０", "1234.50"),
    ],
)
def test_an_amount_is_read_as_people_type_it(text, amount):
    assert str(parse_money(text)) == amount


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "¥", "-", "abc", "1.234", "1.005", "1.", ".5", "1,23", "12,34.50", "1,234,50",
        "1 2", "1e3", "--1", "-¥-1", "1.00元", "NaN", "Infinity", "1²", "①", "1.0.0", "٣",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="at most two decimals"):
        parse_money(text)


@given(amounts)
def test_what_is_written_can_be_read_back(amount):
    assert parse_money(format_money(amount, "CNY", "zh_Hans")) == amount
