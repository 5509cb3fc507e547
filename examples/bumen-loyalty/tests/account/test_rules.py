from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bumen_loyalty.account.rules import last_day, points_for


@pytest.mark.parametrize(
    ("amount", "points"), [("250.00", 2), ("99.99", 0), ("-500.00", 0), ("100.00", 1)]
)
def test_only_whole_points_are_given(amount, points) -> None:
    assert points_for(Decimal(amount), Decimal("0.01")) == points


def test_points_count_for_some_days() -> None:
    assert last_day(date(2026, 1, 1), 365) == date(2027, 1, 1)
