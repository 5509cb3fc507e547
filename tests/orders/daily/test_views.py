from __future__ import annotations

import re

import pytest

URL = "/orders/daily/?on=2026-10-01"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def viewer(sign_in):
    return sign_in("orders.order.index")


def test_each_figure_leads_to_its_orders(viewer, shop, session) -> None:
    shop.sell("A-1")
    shop.sell("A-2", paid="100.00")
    session.commit()
    page = viewer.get(URL, headers=ENGLISH).text
    assert page.count("212.00") >= 2  # the total of the channel and of all
    links = {
        one.replace("&amp;", "&") for one in re.findall(r'href="(/orders/order/\?[^"]+)"', page)
    }
    assert len(links) == 2
    for link in links:
        rows = viewer.get(link).text
        assert all(number in rows for number in ("A-1", "A-2"))


def test_a_day_without_orders_says_so(viewer) -> None:
    page = viewer.get("/orders/daily/?on=2020-01-01", headers=ENGLISH).text
    assert "Nothing was ordered" in page


def test_a_wrong_day_is_explained(viewer) -> None:
    answer = viewer.get("/orders/daily/?on=soon", headers=ENGLISH)
    assert (answer.status_code, "soon is no date" in answer.text) == (422, True)


def test_the_page_asks_as_often_for_many_orders(viewer, shop, session, queries) -> None:
    shop.sell("A-0")
    viewer.get(URL)
    with queries() as few:
        viewer.get(URL)
    for number in range(1, 12):
        shop.sell(f"A-{number}", store=f"shop{number}")
    session.commit()
    with queries() as many:
        viewer.get(URL)
    assert many.value == few.value


def test_the_day_is_closed_to_others(sign_in) -> None:
    assert sign_in("core.party.index").get(URL).status_code == 403
