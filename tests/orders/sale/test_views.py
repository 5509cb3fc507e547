from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from plugins.orders.ledger.models import Order, State
from plugins.orders.plugin import check_invariants

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def typed(shop, session) -> dict[str, str]:
    store = shop.store("offline").id
    session.commit()
    rows = {
        f"items-{at}-{part}": "" for at in range(3) for part in ("product", "quantity", "price")
    }
    return rows | {
        "store": str(store),
        "placed_on": "2026-11-20",
        "buyer": "K1",
        "buyer_name": "王芳",
        "items-0-product": "P1",
        "items-0-quantity": "3",
        "items-0-price": "100.00",
        "items-0-freight": "6.00",
        "items-0-supplier": "S1",
        "items-1-product": "P2",
        "items-1-quantity": "1",
        "items-1-price": "20.00",
        "discount_title": "满120减9",
        "discount_amount": "9.00",
        "bearer": "shared",
        "platform_share": "50 %",
        "tender": "cash",
        "paid": "100.00",
        "other_tender": "points",
        "other_paid": "17.00",
    }


@pytest.fixture
def clerk(sign_in):
    return sign_in("orders.sale.create", "orders.order.index")


def test_a_sale_is_recorded_with_its_discount_split(clerk, session, shop, typed) -> None:
    answer = clerk.post("/orders/sale/create", data=typed)
    order = shop.order(session.scalars(select(Order.number)).one())
    assert answer.headers["Location"].endswith(f"/orders/order/{order.id}")
    assert (order.state, order.total, order.paid, order.differs) == (State.PAID, 117, 117, False)
    assert (str(order.placed_on), order.buyer_id) == ("2026-11-20", shop.parties["K1"])
    assert [line.paid for line in order.lines] == [Decimal("92.50"), Decimal("18.50")]
    assert [one.tender.value for one in order.payments] == ["cash", "points"]
    assert "满120减9" in clerk.get(f"/orders/order/{order.id}").text
    assert check_invariants(session) == []


def test_numbers_are_those_of_a_series_of_its_own(clerk, session, typed) -> None:
    for _sale in range(2):
        clerk.post("/orders/sale/create", data=typed)
    numbers = session.scalars(select(Order.number).order_by(Order.id)).all()
    assert numbers == ["O-202611-0001", "O-202611-0002"]


def test_who_has_not_paid_has_placed_an_order(clerk, session, typed) -> None:
    clerk.post("/orders/sale/create", data=typed | {"paid": "", "other_paid": ""})
    assert session.scalars(select(Order.state)).one() is State.PLACED


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"items-1-product": "P9"}, "Row 2: there is no product with the code P9"),
        ({"items-1-price": ""}, "Row 2: write the product"),
        ({"items-0-supplier": "S9"}, "There is no party with the code S9"),
        ({"buyer": "K9"}, "There is no party with the code K9"),
        ({"items-0-quantity": "0"}, "Quantities must be above zero"),
        ({"discount_amount": "120.01"}, "above the price of 120.00"),
        ({"discount_amount": "0"}, "A discount is above zero"),
        ({"paid": "-1"}, "payments not below"),
        ({"store": "999"}, "correct the marked fields"),
        ({"placed_on": "2999-01-01"}, "This day has not come yet."),
    ],
)
def test_a_wrong_sale_is_shown_as_typed(clerk, session, typed, change, sentence) -> None:
    answer = clerk.post("/orders/sale/create", data=typed | change, headers=ENGLISH)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="满120减9"' in answer.text
    assert session.scalars(select(Order)).all() == []


def test_an_empty_sale_is_none(clerk, typed) -> None:
    emptied = {key: "" for key in typed if key.startswith("items")} | {"discount_amount": ""}
    answer = clerk.post("/orders/sale/create", data=typed | emptied, headers=ENGLISH)
    assert (answer.status_code, "at least one product" in answer.text) == (422, True)


def test_sales_are_closed_to_others(sign_in) -> None:
    assert sign_in("orders.order.index").get("/orders/sale/create").status_code == 403
