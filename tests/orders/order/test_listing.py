from __future__ import annotations

import pytest


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
