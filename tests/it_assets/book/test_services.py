"""The books tell what equipment is worth on any day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BusinessError
from plugins.it_assets.book import services
from plugins.it_assets.book.rules import Position
from plugins.it_assets.depreciation.rules import Method, Terms, accumulated

MONTHLY = (Method.STRAIGHT_LINE, Method.DOUBLE_DECLINING, Method.YEARS_DIGITS)


@settings(max_examples=40)
@given(
    st.decimals(0, 10**6, places=2),
    st.sampled_from(MONTHLY),
    st.integers(1, 6),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
def test_the_quick_way_is_the_schedule(cost, method, years, as_of):
    position = Position(cost, Decimal("0.05"), method, years * 12, date(2021, 3, 15))
    terms = Terms(cost, position.residual, years * 12, date(2021, 3, 15), method)
    assert position.depreciated(as_of) == accumulated(terms, as_of)


def test_the_report_of_a_day_holds_what_was_there_on_it(session, make_asset):
    make_asset("T1")  # 6,000.00 from January 2025, 158.33 a month
    make_asset("T2", purchased_on=date(2026, 3, 3))
    found = services.sums(session, date(2025, 3, 31))
    one = found["笔记本电脑", "CNY"]
    assert (one.count, one.depreciated, one.month) == (1, Decimal("316.67"), Decimal("158.34"))
    assert services.sums(session, date(2026, 3, 31))["笔记本电脑", "CNY"].count == 2
    assert services.sums(session, date(2024, 12, 31)) == {}


def test_by_units_an_asset_loses_what_its_counter_tells(session, make_asset, by):
    printer = make_asset(
        "P1", category="打印机", method=Method.UNITS, residual_rate=Decimal(0), planned_units=60_000
    )
    services.note_reading(session, printer, units=1_000, by=by, on=date(2025, 6, 30))
    services.note_reading(session, printer, units=5_000, by=by, on=date(2025, 12, 31))
    with pytest.raises(BusinessError, match="1000"):
        services.note_reading(session, printer, units=900, by=by, on=date(2025, 8, 31))
    worth = [
        services.position_of(session, printer, day).depreciated(day)
        for day in (date(2025, 6, 29), date(2025, 6, 30), date(2025, 12, 31))
    ]
    assert worth == [Decimal(0), Decimal(100), Decimal(500)]


def test_the_years_of_an_asset_end_with_its_residual_value(session, make_asset):
    years = services.years(session, make_asset("T1"))
    assert [one.year for one in years] == [2025, 2026, 2027, 2028]
    assert years[-1].value == Decimal("300.00")
