from __future__ import annotations

import re
from decimal import Decimal

import pytest

from core.hooks import hookimpl
from core.hookspecs import Card, Chart, ChartRow, Trend

ENGLISH = {"Accept-Language": "en"}
URL = "/core/dashboard/arrange"


class Sample:
    """A plugin with three cards."""

    @hookimpl
    def dashboard_cards(self) -> list[Card]:
        return [
            Card(name, "7", "/core/party/", "core.party.index", order=at, key=name.lower())
            for at, name in enumerate(("Alpha", "Beta", "Gamma"))
        ]


@pytest.fixture
def clerk(sign_in, answering):
    answering(Sample())
    return sign_in("core.party.index", name="Ada")


def shown(browser) -> list[tuple[str, str]]:
    """Read the cards of the first page: key and width."""
    page = browser.get("/", headers=ENGLISH).text
    found = re.findall(r'class="card stat w(\d)"[^>]*data-card="([^"]*)"', page)
    return [(key.removeprefix("sample."), width) for width, key in found]


def posted(*names: str, shown: tuple[str, ...] = (), **more: str) -> dict:
    widths = {f"width-sample.{name}": "1" for name in names}
    items = [f"sample.{name}" for name in names]
    return {"item": items, "shown": [f"sample.{one}" for one in shown]} | widths | more


def test_a_reader_orders_hides_and_widens_cards_for_oneself(clerk, sign_in) -> None:
    choice = posted("gamma", "alpha", "beta", shown=("gamma", "beta"))
    answer = clerk.post(URL, data=choice | {"width-sample.gamma": "2"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert shown(clerk) == [("gamma", "2"), ("beta", "1")]
    other = sign_in("core.party.index", name="Eve")
    assert shown(other) == [("alpha", "1"), ("beta", "1"), ("gamma", "1")]
    clerk.post("/core/dashboard/reset")
    assert shown(clerk) == shown(other)


def test_a_button_moves_a_card_without_a_script(clerk) -> None:
    everything = ("alpha", "beta", "gamma")
    answer = clerk.post(URL, data=posted(*everything, shown=everything, move="sample.gamma -1"))
    assert answer.location == URL
    assert [key for key, _width in shown(clerk)] == ["alpha", "gamma", "beta"]


def test_a_width_that_there_is_none_of_is_refused(clerk) -> None:
    answer = clerk.post(URL, data=posted("alpha") | {"width-sample.alpha": "3"}, headers=ENGLISH)
    assert (answer.status_code, "a half or the whole" in answer.text) == (422, True)


def test_who_hides_everything_is_told_how_to_get_it_back(clerk) -> None:
    clerk.post(URL, data=posted("alpha", "beta", "gamma"))
    page = clerk.get("/", headers=ENGLISH).text
    assert "All cards are hidden" in page
    assert f'href="{URL}"' in page


def test_nobody_arranges_without_signing_in(client) -> None:
    assert client.get(URL).status_code == 303
    assert client.post("/core/dashboard/reset").status_code == 401


@pytest.mark.parametrize(
    ("now", "before", "more_is", "change", "colour"),
    [
        (110, 100, "good", Decimal("0.100"), "green"),
        (90, 100, "good", Decimal("-0.100"), "red"),
        (110, 100, "bad", Decimal("0.100"), "red"),
        (100, 100, "good", Decimal("0.000"), "secondary"),
        (5, 0, "good", None, "green"),  # growth from nothing is no number
        (50, -100, "", Decimal("1.500"), "secondary"),
    ],
)
def test_a_trend_tells_the_growth_and_whether_it_is_good(
    now, before, more_is, change, colour
) -> None:
    trend = Trend(now, before, "before", more_is)
    assert (trend.change, trend.colour) == (change, colour)


def test_the_drawing_library_is_loaded_only_where_something_is_drawn(sign_in, answering) -> None:
    class Drawn:
        @hookimpl
        def dashboard_cards(self) -> list[Card]:
            chart = Chart(("Day", "Sum"), (ChartRow("Monday", (Decimal("1.50"),), ("1.5",), "/x"),))
            return [Card("Sums", "", "/x", "core.party.index", chart=chart)]

    reader = sign_in("core.party.index")
    assert "echarts" not in reader.get("/").text
    answering(Drawn())
    page = reader.get("/").text
    assert "vendor/echarts/echarts.min.js" in page
    assert '<td class="num" data-value="1.50">1.5</td>' in page
    assert '<a href="/x">Monday</a>' in page
    assert "echarts" not in reader.get("/core/party/").text
