from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from core import figures, list_query
from plugins.orders.ledger.models import Order


@pytest.fixture
def shown(shop, sign_in):
    """The numbers of the orders that an address of the list shows."""
    shop.sell("A-1", state="shipped", delivered_at=None)
    shop.sell("A-2", paid="1.00", buyer=None, buyer_name="李大伟")
    shop.sell("B-3", store="other")
    client = sign_in("orders.order.index")

    def read(query):
        text = client.get(f"/orders/order/?{query}").text
        return [number for number in ("A-1", "A-2", "B-3") if f">{number}<" in text]

    return read


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["A-1", "A-2", "B-3"]),
        ("state=shipped", ["A-1"]),
        ("differs=True", ["A-2"]),
        ("placed_from=2026-10-01&placed_to=2026-10-01", ["A-1", "A-2", "B-3"]),
        ("placed_from=2026-10-02", []),
        ("q=李大伟", ["A-2"]),
        ("q=K1", ["A-1", "B-3"]),
        ("q=b-3", ["B-3"]),
        ("state=delivered&differs=False", ["B-3"]),
        ("sort=total", ["A-1", "A-2", "B-3"]),
        ("store=nonsense", ["A-1", "A-2", "B-3"]),
    ],
)
def test_orders_are_narrowed_down(shown, query, numbers) -> None:
    assert shown(query) == numbers


def test_orders_are_those_of_a_store(shown, shop) -> None:
    assert shown(f"store={shop.store('other').id}") == ["B-3"]


def test_a_wrong_date_is_one_sentence(sign_in) -> None:
    answer = sign_in("orders.order.index").get("/orders/order/?placed_from=yesterday")
    assert answer.status_code == 422
    assert "yesterday" in answer.text


def test_what_an_order_was_before_stays_to_be_seen(shop, sign_in) -> None:
    shop.sell(lines=[("100.00", "6.00"), ("20.00", "0")])
    order = shop.sell(lines=[("90.00", "6.00")])
    shop.ask(order, ("1", "10.00", "0"))
    page = sign_in("orders.order.index").get(
        f"/orders/order/{order.id}", headers={"Accept-Language": "en"}
    )
    assert "total 126.00" in page.text
    assert "No longer told by the file" in page.text
    assert "/orders/refund/create" not in page.text  # they may only look


@pytest.fixture
def summed(shop, sign_in, monkeypatch):
    """What the foot of the list says below two of more orders."""
    for number in range(5):
        shop.sell(f"C-{number}", lines=[("10.01", "0")])
    client = sign_in("orders.order.index")

    def read(query):
        monkeypatch.setattr(list_query, "PER_PAGE", 2)
        text = client.get(f"/orders/order/?{query}").text
        foot = text.partition("<tfoot>")[2].partition("</tfoot>")[0]
        return re.findall(r"<strong>(.*?)</strong>", foot)

    return read


@pytest.mark.parametrize("query", ["", "q=C", "sort=total", "state=delivered", "at=2"])
def test_a_list_adds_up_more_than_its_page_shows(summed, query) -> None:
    assert summed(query) == ["50.05", "50.05"]


def test_amounts_in_several_currencies_are_not_added_up(summed, session) -> None:
    session.execute(update(Order).where(Order.number == "C-3").values(currency="USD"))
    session.commit()
    assert summed("") == []
    assert summed("q=C-3") == ["10.01", "10.01"]


@pytest.mark.parametrize("query", ["", "q=C"])
def test_more_orders_than_are_counted_are_not_added_up(summed, monkeypatch, query) -> None:
    monkeypatch.setattr(figures, "COUNTED", 4)
    monkeypatch.setattr(list_query, "FEW", 3)
    assert summed(query) == []
