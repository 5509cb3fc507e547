from __future__ import annotations

import pytest
from sqlalchemy import select

from core.approval.models import Approval
from plugins.orders.refund.models import Refund, State
from plugins.orders.shipment.models import Shipment
from tests.orders.conftest import row

LISTS = [
    "/orders/order/",
    "/orders/refund/",
    "/orders/shipment/",
    "/orders/points/",
    "/orders/report/",
    "/orders/dealer/",
    "/orders/exchange/",
    "/orders/product/",
    "/orders/channel/",
]
ENGLISH = {"Accept-Language": "en"}


@pytest.mark.parametrize("url", LISTS)
def test_a_list_is_for_those_who_may_see_it(sign_in, url) -> None:
    assert sign_in("core.party.index").get(url).status_code == 403
    assert sign_in("*").get(url).status_code == 200


@pytest.mark.parametrize("url", LISTS)
def test_a_list_asks_the_same_number_of_questions_for_many_rows(
    sign_in, take, queries, url
) -> None:
    client = sign_in("*")
    take(row())
    client.get(url)
    with queries() as few:
        client.get(url)
    take(*(row(**{"订单编号": f"C{n}", "商品编码": f"P{n}"}) for n in range(30)))
    with queries() as many:
        client.get(url)
    assert many.value == few.value


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_is_exported_with_the_rows_that_it_shows(sign_in, take, form) -> None:
    take(row(), row(**{"订单编号": "A2", "订单状态": "已取消"}))
    answer = sign_in("*").get(f"/orders/order/?state=cancelled&format={form}", headers=ENGLISH)
    assert answer.status_code == 200
    if form == "csv":
        assert ["A2" in answer.text, "A1" in answer.text] == [True, False]


def test_an_order_is_shown_from_all_sides(sign_in, order) -> None:
    page = sign_in("*").get(f"/orders/order/{order.id}", headers=ENGLISH).text
    assert all(text in page for text in ("A1", "不锈钢保温杯", "杭州日用品厂", "王芳", "110.00"))


def test_an_order_that_is_not_there_is_a_page_and_no_error(sign_in) -> None:
    assert sign_in("*").get("/orders/order/999").status_code == 404


def test_a_refund_is_requested_by_one_and_approved_by_another(session, sign_in, order) -> None:
    line = order.lines[0].id
    order_id = order.id
    ada, bob = sign_in("*", name="Ada"), sign_in("*", name="Bob")
    values = {
        f"quantity_{line}": "1",
        f"price_{line}": "33.33",
        f"freight_{line}": "",
        "liability": "supplier",
        "reason": "有裂纹",
    }
    answer = ada.post(f"/orders/refund/create/{order_id}", data=values, headers=ENGLISH)
    assert answer.status_code == 303
    assert "a colleague decides" in ada.get(answer.location, headers=ENGLISH).text
    refund_id = session.scalars(select(Refund.id)).one()
    asked = session.scalars(select(Approval.id)).one()
    assert f"/core/approval/{asked}" in bob.get(f"/orders/refund/{refund_id}").text
    assert ada.post(f"/core/approval/{asked}/approve", data={"reason": ""}).status_code == 422
    assert bob.post(f"/core/approval/{asked}/approve", data={"reason": ""}).status_code == 303
    assert bob.post(f"/orders/refund/{refund_id}/pay-out").status_code == 303
    refund = session.get(Refund, refund_id)
    assert (refund.state, refund.returns_commission) == (State.PAID_OUT, False)


def test_too_much_refund_is_refused_with_the_form_as_typed(sign_in, order) -> None:
    line = order.lines[0].id
    answer = sign_in("*").post(
        f"/orders/refund/create/{order.id}",
        data={f"price_{line}": "500.00", "liability": "no_reason", "reason": "试"},
        headers=ENGLISH,
    )
    assert answer.status_code == 422
    assert "at most" in answer.text
    assert 'value="500.00"' in answer.text


def test_a_parcel_and_its_events_are_recorded(session, sign_in, order) -> None:
    client = sign_in("*")
    order_id = order.id
    data = {"carrier": "中通", "tracking_number": "ZT1"}
    assert client.post(f"/orders/shipment/create/{order_id}", data=data).status_code == 303
    key = session.scalars(select(Shipment.id)).one()
    event = {"at": "2026-10-03T10:00", "code": "5", "text": "派送中"}
    assert client.post(f"/orders/shipment/{key}/event", data=event).status_code == 303
    assert "派送中" in client.get(f"/orders/shipment/{key}").text


@pytest.mark.parametrize(
    "url",
    [
        "/orders/order/1",
        "/orders/refund/create/1",
        "/orders/refund/1",
        "/orders/shipment/create/1",
        "/orders/shipment/1",
        "/orders/channel/create",
        "/orders/channel/store/create",
        "/orders/channel/store/1",
        "/orders/channel/1",
    ],
)
def test_a_page_is_closed_to_those_without_its_permission(sign_in, url) -> None:
    assert sign_in("core.party.index").get(url).status_code == 403
