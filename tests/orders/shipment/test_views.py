from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from core.setting import services as settings
from plugins.orders.shipment.models import Event, Shipment, State

PARCEL = {"carrier": "中通", "tracking_number": "ZT1"}


@pytest.fixture
def clerk(sign_in):
    return sign_in("orders.order.index", "orders.shipment.edit")


@pytest.fixture
def parcel(clerk, shop, session) -> int:
    key = shop.sell().id
    assert clerk.post(f"/orders/shipment/create/{key}", data=PARCEL).status_code == 303
    return session.scalars(select(Shipment.id)).one()


def test_a_parcel_is_found_on_the_page_of_its_order(clerk, shop, parcel) -> None:
    assert "ZT1" in clerk.get(f"/orders/order/{shop.order().id}").text


def test_one_number_of_a_carrier_is_one_parcel(clerk, shop, parcel) -> None:
    again = clerk.post(f"/orders/shipment/create/{shop.order().id}", data=PARCEL)
    assert again.status_code == 422
    assert 'value="ZT1"' in again.text


def test_the_time_of_an_event_is_typed_in_the_zone_of_the_company(clerk, session, parcel) -> None:
    settings.change(session, "company.timezone", "Asia/Shanghai")
    event = {"at": "2026-10-03T10:00", "code": "5", "text": "派送中"}
    assert clerk.post(f"/orders/shipment/{parcel}/event", data=event).status_code == 303
    assert session.scalars(select(Event.at)).one() == datetime(2026, 10, 3, 2, tzinfo=UTC)
    assert session.get(Shipment, parcel).state is State.DELIVERING
    assert "派送中" in clerk.get(f"/orders/shipment/{parcel}").text


def test_an_event_without_a_time_is_asked_for_again(clerk, parcel) -> None:
    data = {"at": "soon", "code": "5", "text": "派送中"}
    answer = clerk.post(f"/orders/shipment/{parcel}/event", data=data)
    assert (answer.status_code, "派送中" in answer.text) == (422, True)


def test_who_may_only_look_adds_nothing(sign_in, parcel) -> None:
    viewer = sign_in("orders.order.index", name="Bob")
    assert "<textarea" not in viewer.get(f"/orders/shipment/{parcel}").text
    answer = viewer.post(f"/orders/shipment/{parcel}/event", data={})
    assert answer.status_code == 403
