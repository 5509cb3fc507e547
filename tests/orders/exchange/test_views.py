from __future__ import annotations

import pytest
from sqlalchemy import select

from plugins.orders.exchange.models import Exchange, State
from plugins.orders.refund.models import Refund
from plugins.orders.shipment import services as shipments
from plugins.orders.shipment.models import Shipment
from tests.orders.conftest import NOW

ENGLISH = {"Accept-Language": "en"}
PARCEL = {"carrier": "中通", "tracking_number": "ZT1"}


@pytest.fixture
def clerk(sign_in):
    return sign_in("orders.order.index", "orders.exchange.index", "orders.exchange.edit")


@pytest.fixture
def typed(shop, session) -> dict[str, str]:
    line = shop.sell().lines[0].id
    session.commit()
    return {
        "line": str(line),
        "quantity": "1",
        "product": "P2",
        "difference": "5.00",
        "freight": "",
        "reason": "尺码偏小",
    }


@pytest.fixture
def key(clerk, shop, session, typed) -> int:
    url = f"/orders/exchange/create/{shop.order().id}"
    assert clerk.post(url, data=typed).status_code == 303
    return session.scalars(select(Exchange.id)).one()


def test_an_exchange_goes_its_way_on_its_page(clerk, session, key) -> None:
    url = f"/orders/exchange/{key}"
    assert clerk.post(f"{url}/receive").status_code == 303
    assert clerk.post(f"{url}/approve", data={"inspection": "完好"}).status_code == 303
    early = clerk.post(f"{url}/send", data=PARCEL, headers=ENGLISH)
    assert (early.status_code, "still owes 5.00" in early.text) == (422, True)
    assert clerk.post(f"{url}/collect", data={"receipt": "微信 1"}).status_code == 303
    assert clerk.post(f"{url}/send", data=PARCEL).status_code == 303
    assert clerk.post(f"{url}/complete").status_code == 422
    parcel = session.scalars(select(Shipment)).one()
    shipments.add_event(session, parcel, at=NOW, code="3", text="已签收")
    assert clerk.post(f"{url}/complete").status_code == 303
    assert session.get(Exchange, key).state is State.COMPLETED
    page = clerk.get(url).text
    linked = f"/orders/shipment/{parcel.id}"
    assert all(text in page for text in ("微信 1", "完好", "ZT1", "尺码偏小", linked))


def test_it_is_found_in_the_list_and_on_the_page_of_its_order(clerk, shop, key) -> None:
    assert "X-" in clerk.get("/orders/exchange/?state=requested").text
    assert f"/orders/exchange/{key}" in clerk.get(f"/orders/order/{shop.order().id}").text


def test_goods_may_fail_be_refunded_or_stay(clerk, shop, session, key) -> None:
    url = f"/orders/exchange/{key}"
    clerk.post(f"{url}/receive")
    assert clerk.post(f"{url}/refuse", data={"inspection": ""}).status_code == 422
    clerk.post(f"{url}/approve", data={"inspection": ""})
    assert clerk.post(f"{url}/refund").status_code == 303
    assert session.scalars(select(Refund.amount)).one() == 100
    assert clerk.post(f"{url}/cancel").status_code == 422


def test_what_was_neither_refunded_nor_exchanged_is_said_and_taken_up_again(
    clerk, shop, session, key
) -> None:
    url = f"/orders/exchange/{key}"
    clerk.post(f"{url}/receive")
    clerk.post(f"{url}/approve", data={"inspection": ""})
    clerk.post(f"{url}/refund")
    assert "was not given" not in clerk.get(url, headers=ENGLISH).text
    shop.reject(session.scalars(select(Refund)).one())
    session.commit()
    page = clerk.get(url, headers=ENGLISH).text
    assert "was not given" in page
    assert f'action="{url}/resume"' in page
    assert clerk.post(f"{url}/resume").status_code == 303
    assert "Inspection passed" in clerk.get(url, headers=ENGLISH).text


@pytest.mark.parametrize("change", [{"product": "P9"}, {"quantity": "2"}, {"reason": ""}])
def test_a_wrong_exchange_is_shown_as_typed(clerk, shop, session, typed, change) -> None:
    url = f"/orders/exchange/create/{shop.order().id}"
    answer = clerk.post(url, data=typed | change)
    assert (answer.status_code, 'value="5.00"' in answer.text) == (422, True)
    assert session.scalars(select(Exchange)).all() == []


STEPS = (
    "receive",
    "approve",
    "refuse",
    "collect",
    "send",
    "complete",
    "refund",
    "resume",
    "cancel",
)


def test_exchanges_are_closed_to_others(sign_in, key) -> None:
    viewer = sign_in("orders.exchange.index", name="Bob")
    assert viewer.get(f"/orders/exchange/{key}").status_code == 200
    for step in STEPS:
        assert viewer.post(f"/orders/exchange/{key}/{step}").status_code == 403
    stranger = sign_in("core.party.index", name="Eve")
    for path in ("", "1", "create/1"):
        assert stranger.get(f"/orders/exchange/{path}").status_code == 403
