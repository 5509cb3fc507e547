from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.orders.overview.rules import last_days, month_so_far


@pytest.mark.parametrize(
    ("today", "first", "end"),
    [
        (date(2026, 11, 23), date(2026, 10, 1), date(2026, 10, 24)),
        (date(2026, 3, 31), date(2026, 2, 1), date(2026, 3, 1)),  # February has fewer days
        (date(2026, 1, 5), date(2025, 12, 1), date(2025, 12, 6)),
    ],
)
def test_a_month_is_compared_with_the_same_days_of_the_one_before(today, first, end) -> None:
    _now, before = month_so_far(today)
    assert (before.first, before.end) == (first, end)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_periods_end_today_and_never_overlap(today) -> None:
    for now, before in (month_so_far(today), last_days(today)):
        assert now.end == today + timedelta(days=1)
        assert before.first < before.end <= now.first
        assert before.end - before.first <= now.end - now.first


def test_each_day_of_the_chart_leads_to_its_orders(shop, sign_in, monkeypatch) -> None:
    monkeypatch.setattr("core.dashboard.views.today", lambda: date(2026, 10, 20))
    shop.sell("A-1")
    reader = sign_in("orders.order.index")
    page = reader.get("/", headers={"Accept-Language": "en"}).text
    rows = re.findall(r'<a href="([^"]*)">([^<]*)</a></th>\s*<td[^>]*data-value="([^"]*)"', page)
    assert len(rows) == 30
    assert {value for _url, _day, value in rows} == {"0", "106.00"}
    (day,) = [row for row in rows if row[2] == "106.00"]
    assert day[1] == "2026-10-01"
    assert "A-1" in reader.get(day[0].replace("&amp;", "&")).text


def test_the_first_page_asks_as_often_for_many_orders_as_for_few(shop, sign_in, queries) -> None:
    reader, asked = sign_in("*"), []
    for number in range(6):
        shop.sell(f"A-{number}")
        if number in {1, 5}:
            reader.get("/")
            with queries() as count:
                reader.get("/")
            asked.append(count.value)
    assert asked[0] == asked[1]
