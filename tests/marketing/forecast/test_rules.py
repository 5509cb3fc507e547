"""How far forecasts were off."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.templating import percent
from plugins.marketing.forecast.rules import Score, calibration, share


@pytest.mark.parametrize(("part", "whole", "expected"), [(1, 3, "0.333333"), (1, 0, None)])
def test_nothing_is_divided_by_nothing(part, whole, expected):
    assert share(part, whole) == (None if expected is None else Decimal(expected))


def test_an_error_is_what_came_less_what_was_forecast():
    assert (Score(80, 100).error, Score(80, 100).rate) == (20, Decimal("0.2"))
    assert Score(80, 0).rate is None


def test_bias_and_mean_error_by_hand():
    # 100 came for 80 and 100 for 130: together 10 too few of 200; 0.2 and 0.3 are 0.25.
    turned = calibration([Score(80, 100), Score(130, 100), Score(5, 0)])
    assert (turned.count, turned.bias, turned.mape) == (2, Decimal("-0.05"), Decimal("0.25"))
    assert calibration([]).bias is None


@pytest.mark.parametrize(
    ("forecast", "actual", "times"),
    [(555, 100, "5.6"), (300, 100, None), (301, 100, "3.0"), (80, 100, None), (5, 0, None)],
)
def test_a_forecast_far_too_high_is_told_as_a_multiple(forecast, actual, times):
    assert Score(forecast, actual).times == (None if times is None else Decimal(times))


@pytest.mark.parametrize(
    ("rate", "text"),
    [("-4.5512", "-455.1 %"), ("0.12345", "12.3 %"), ("0.12355", "12.4 %"), ("21", "2,100.0 %")],
)
def test_a_return_has_one_decimal(rate, text):
    assert percent(Decimal(rate), 1) == text
