from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from core.setting import services as settings
from plugins.orders.shipment.models import Event, Shipment, State

ENGLISH = {"Accept-Language": "en"}
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


@pytest.mark.parametrize(("words", "is_there"), [("zt1", True), ("A-1", True), ("ZT2", False)])
def test_a_parcel_is_found_by_its_number_and_by_its_order(sign_in, parcel, words, is_there) -> None:
    reader = sign_in("orders.order.index", "orders.shipment.index", "orders.shipment.edit")
    for path in ("/orders/shipment/", "/core/find/"):
        page = reader.get(path, query_string={"q": words})
        assert (f'href="/orders/shipment/{parcel}"' in page.text) is is_there


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


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "1999-12-31T23:59", "9999-12-31T23:59"])
def test_an_event_that_has_not_happened_is_refused(clerk, session, parcel, at) -> None:
    data = {"at": at, "code": "3", "text": "本人签收"}
    answer = clerk.post(f"/orders/shipment/{parcel}/event", data=data, headers=ENGLISH)
    assert (answer.status_code, "a time that is past" in answer.text) == (422, True)
    assert "本人签收" in answer.text
    assert session.scalars(select(Event.id)).all() == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Refused by the buyer"), ("zh", "买家拒收")]
)
def test_a_parcel_that_the_buyer_does_not_take_is_told_of_in_words(
    clerk, parcel, language, words
) -> None:
    event = {"at": "2026-10-03T10:00", "code": "14", "text": ""}
    headers = {"Accept-Language": language}
    answer = clerk.post(f"/orders/shipment/{parcel}/event", data=event, headers=headers)
    page = clerk.get(answer.location, headers=headers).text
    assert page.count(words) > 1  # not only the choice: also the state


def test_who_may_only_look_adds_nothing(sign_in, parcel) -> None:
    viewer = sign_in("orders.order.index", name="Bob")
    assert "<textarea" not in viewer.get(f"/orders/shipment/{parcel}").text
    answer = viewer.post(f"/orders/shipment/{parcel}/event", data={})
    assert answer.status_code == 403
