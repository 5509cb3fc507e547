"""A mall pushes orders, payments, refunds and shipments: each once, a bad one alone."""

from __future__ import annotations

import json
import threading
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import sqlalchemy as sa

from core import clock, jobs
from core.api_token import services as tokens
from core.testing import make_user
from core.webhook import services as webhooks
from plugins.orders.ledger.models import Order, OrderVersion, Payment
from plugins.orders.product.models import Product
from plugins.orders.receipt.models import Receipt
from plugins.orders.refund.models import Refund
from plugins.orders.shipment.models import Event, Shipment

ROOT = "/api/v1/orders/intake/"
STORE = {
    "store": "mall",
    "store_name": "Mall",
    "channel": "mall",
    "channel_name": "Mall",
    "channel_kind": "wechat_mall",
}
LINE = {
    "position": 1,
    "product": {"code": "P1", "title": "Mug"},
    "supplier": {"code": "S1", "name": "Works"},
    "quantity": "2",
    "price": "100.00",
    "freight": "10.00",
    "seller_discount": "5.00",
}
ORDER = {
    "number": "M1",
    "buyer": {"code": "B1", "name": "王芳"},
    "state": "paid",
    "placed_at": "2026-11-01T10:00:00+08:00",
    "paid_at": "2026-11-01T10:01:00+08:00",
    "lines": [LINE],
    "payments": [{"sequence": 1, "tender": "wechat", "amount": "105.00"}],
}
RIGHTS = ("orders.order.import", "orders.refund.create", "orders.shipment.edit")


@pytest.fixture
def mall(app, session):
    """A program of a mall with a token."""

    def make(*permissions: str):
        user = make_user(session, *permissions, name="Mall")
        _token, secret = tokens.issue(
            session, name="mall", scopes=set(permissions), days=1, by=user, now=clock.now()
        )
        session.commit()
        client = app.test_client()

        def push(what: str, **body):
            headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}
            headers |= body.pop("headers", {})
            session.rollback()
            return client.post(ROOT + what, json=body, headers=headers)

        return push

    return make


@pytest.fixture
def push(mall):
    return mall(*RIGHTS)


def results(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["result"] for one in answer.json["items"]]


def errors(answer) -> dict[str, str]:
    return {
        error["pointer"]: error["detail"] for one in answer.json["items"] for error in one["errors"]
    }


def test_a_pushed_order_is_an_order_like_an_imported_one(session, push) -> None:
    answer = push("orders", store=STORE, orders=[ORDER])
    assert (results(answer), answer.json["added"]) == (["added"], 1)
    order = session.scalars(sa.select(Order)).one()
    assert (order.number, order.total, order.paid, order.differs) == (
        "M1",
        Decimal("105.00"),
        Decimal("105.00"),
        False,
    )
    assert order.buyer_id is not None
    assert session.scalars(sa.select(Product.title)).all() == ["Mug"]


def test_the_same_order_again_changes_nothing_and_another_content_is_a_version(
    session, push
) -> None:
    push("orders", store=STORE, orders=[ORDER])
    assert results(push("orders", store=STORE, orders=[ORDER])) == ["unchanged"]
    changed = ORDER | {"state": "shipped", "shipped_at": "2026-11-02T10:00:00Z"}
    assert results(push("orders", store=STORE, orders=[changed, ORDER | {"number": "M2"}])) == [
        "changed",
        "added",
    ]
    assert session.scalar(sa.select(sa.func.count(OrderVersion.id))) == 1


def test_a_request_with_the_same_key_is_carried_out_once(session, push) -> None:
    headers = {"Idempotency-Key": "a"}
    first = push("orders", store=STORE, orders=[ORDER], headers=headers)
    again = push("orders", store=STORE, orders=[ORDER], headers=headers)
    assert results(first) == results(again) == ["added"]
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("bad", "pointer", "says"),
    [
        ({"number": ""}, "#/orders/1/number", "cannot be read"),
        ({"state": "teleported"}, "#/orders/1/state", "none of the possible values"),
        ({"placed_at": "2026-11-01T10:00:00"}, "#/orders/1/placed_at", "cannot be read"),
        ({"colour": "red"}, "#/orders/1/colour", "no such field"),
        ({"lines": [LINE | {"price": "1.234"}]}, "#/orders/1/lines/0/price", "cannot be read"),
        ({"lines": [LINE | {"price": "-1"}]}, "#/orders/1/lines/0/price", "too small"),
        ({"lines": [LINE, LINE]}, "#/orders/1/lines/1/position", "Two lines have the number 1"),
        ({"lines": [LINE | {"quantity": "0"}]}, "#/orders/1/lines/0/quantity", "not above zero"),
        (
            {"lines": [LINE | {"seller_discount": "101"}]},
            "#/orders/1/lines/0/seller_discount",
            "above its price",
        ),
        ({"number": "M1"}, "#/orders/1/number", "tells of this order twice"),
    ],
)
def test_a_bad_order_is_refused_alone_by_its_place_and_field(
    session, push, bad, pointer, says
) -> None:
    batch = [ORDER, ORDER | {"number": "M2"} | bad, ORDER | {"number": "M3"}]
    answer = push("orders", store=STORE, orders=batch)
    assert results(answer) == ["added", "refused", "added"]
    assert pointer in errors(answer)
    assert says in errors(answer)[pointer]
    assert sorted(session.scalars(sa.select(Order.number))) == ["M1", "M3"]


def test_what_is_no_object_is_refused_alone(push) -> None:
    assert results(push("orders", store=STORE, orders=[7, ORDER])) == ["refused", "added"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"store": STORE, "orders": []}, "#/orders"),
        ({"store": STORE, "orders": [ORDER] * 1_001}, "#/orders"),
        ({"store": STORE | {"channel_kind": "bazaar"}, "orders": [ORDER]}, "#/store/channel_kind"),
        ({"orders": [ORDER]}, "#/store"),
    ],
)
def test_a_batch_that_is_wrong_as_a_whole_is_refused(session, push, body, pointer) -> None:
    answer = push("orders", **body)
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json["errors"]] == [pointer]
    assert session.scalars(sa.select(Order.id)).all() == []


UNPAID = ORDER | {"state": "placed", "paid_at": None, "payments": []}
PAYMENT = {
    "id": "WX1",
    "order": "M1",
    "tender": "wechat",
    "amount": "105.00",
    "paid_at": "2026-11-01T10:05:00+08:00",
}


def test_a_payment_is_added_once_and_moves_the_order_on(session, push) -> None:
    push("orders", store=STORE, orders=[UNPAID])
    half = [PAYMENT | {"amount": "50.00"}]
    assert results(push("payments", store="mall", payments=half)) == ["added"]
    assert session.scalars(sa.select(Order.state)).one().value == "placed"
    rest = [PAYMENT | {"id": "WX2", "amount": "55.00"}]
    assert results(push("payments", store="mall", payments=rest * 2)) == ["added", "unchanged"]
    order = session.scalars(sa.select(Order)).one()
    assert (order.state.value, order.paid, order.differs) == ("paid", Decimal("105.00"), False)
    assert session.scalar(sa.select(sa.func.count(Payment.id))) == 2


def test_a_payment_with_another_content_is_corrected(session, push) -> None:
    push("orders", store=STORE, orders=[UNPAID])
    push("payments", store="mall", payments=[PAYMENT | {"amount": "50.00"}])
    again = push("payments", store="mall", payments=[PAYMENT | {"amount": "60.00"}])
    assert results(again) == ["changed"]
    assert session.scalars(sa.select(Payment.amount)).all() == [Decimal("60.00")]
    assert session.scalars(sa.select(Order.paid)).one() == Decimal("60.00")


@pytest.mark.parametrize(
    ("bad", "pointer"),
    [
        ({"order": "M9"}, "#/payments/0/order"),
        ({"amount": "-1"}, "#/payments/0/amount"),
        ({"tender": "shells"}, "#/payments/0/tender"),
    ],
)
def test_a_bad_payment_is_refused_alone(session, push, bad, pointer) -> None:
    push("orders", store=STORE, orders=[UNPAID])
    batch = [PAYMENT | {"id": "WX0"} | bad, PAYMENT]
    answer = push("payments", store="mall", payments=batch)
    assert results(answer) == ["refused", "added"]
    assert list(errors(answer)) == [pointer]
    assert session.scalars(sa.select(Receipt.platform_id)).all() == ["WX1"]


def test_an_order_that_is_paid_takes_no_further_payment(push) -> None:
    push("orders", store=STORE, orders=[ORDER])
    answer = push("payments", store="mall", payments=[PAYMENT])
    assert errors(answer) == {"#/payments/0/amount": "The order costs 105.00 and is paid already."}


REFUND = {
    "id": "TK1",
    "order": "M1",
    "liability": "supplier",
    "reason": "cracked",
    "lines": [{"position": 1, "quantity": "1", "price": "40.00"}],
}


def test_a_refund_is_asked_for_once_and_waits_for_a_signature(session, push) -> None:
    push("orders", store=STORE, orders=[ORDER])
    assert results(push("refunds", store="mall", refunds=[REFUND])) == ["added"]
    assert results(push("refunds", store="mall", refunds=[REFUND])) == ["unchanged"]
    refund = session.scalars(sa.select(Refund)).one()
    assert (refund.state.value, refund.amount) == ("requested", Decimal("40.00"))


def test_a_bad_refund_leaves_the_order_to_the_next_one(session, push) -> None:
    push("orders", store=STORE, orders=[ORDER])
    line = REFUND["lines"][0]
    batch = [
        REFUND | {"id": "TK2", "lines": [line | {"price": "999.00"}]},
        REFUND | {"id": "TK3", "lines": [line | {"position": 7}]},
        REFUND,
        REFUND | {"reason": "another"},
    ]
    answer = push("refunds", store="mall", refunds=batch)
    assert results(answer) == ["refused", "refused", "added", "refused"]
    assert "#/refunds/1/lines/0/position" in errors(answer)
    assert session.scalars(sa.select(Refund.amount)).all() == [Decimal("40.00")]


SHIPMENT = {
    "order": "M1",
    "carrier": "SF",
    "tracking_number": "SF1",
    "shipped_at": "2026-11-02T10:00:00Z",
    "events": [{"at": "2026-11-02T11:00:00Z", "code": "1", "text": "picked up"}],
}


def test_a_shipment_is_recorded_once_and_its_events_follow(session, push) -> None:
    push("orders", store=STORE, orders=[ORDER])
    assert results(push("shipments", store="mall", shipments=[SHIPMENT])) == ["added"]
    assert results(push("shipments", store="mall", shipments=[SHIPMENT])) == ["unchanged"]
    signed = {"at": "2026-11-04T11:00:00Z", "code": "3", "text": "signed for"}
    more = SHIPMENT | {"events": [*SHIPMENT["events"], signed]}
    assert results(push("shipments", store="mall", shipments=[more])) == ["changed"]
    order = session.scalars(sa.select(Order)).one()
    assert order.state.value == "delivered"
    assert order.shipped_at.isoformat() == "2026-11-02T10:00:00+00:00"
    assert session.scalar(sa.select(sa.func.count(Event.id))) == 2


def test_a_parcel_belongs_to_one_order(session, push) -> None:
    push("orders", store=STORE, orders=[ORDER, ORDER | {"number": "M2"}])
    batch = [SHIPMENT, SHIPMENT | {"order": "M2"}]
    answer = push("shipments", store="mall", shipments=batch)
    assert results(answer) == ["added", "refused"]
    assert session.scalar(sa.select(sa.func.count(Shipment.id))) == 1


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("orders", {"store": STORE, "orders": [ORDER]}),
        ("payments", {"store": "mall", "payments": [PAYMENT]}),
        ("refunds", {"store": "mall", "refunds": [REFUND]}),
        ("shipments", {"store": "mall", "shipments": [SHIPMENT]}),
    ],
)
def test_who_may_only_look_pushes_nothing(mall, what, body) -> None:
    assert mall("orders.order.index")(what, **body).status_code == 403


def test_a_thousand_orders_cost_as_many_questions_as_one(push, queries) -> None:
    def cost(prefix: str, count: int) -> int:
        batch = [ORDER | {"number": f"{prefix}{number}"} for number in range(count)]
        with queries() as counted:
            assert push("orders", store=STORE, orders=batch).json["added"] == count
        return counted.value

    cost("warm", 1)
    assert cost("b", 300) == cost("a", 1)


class Ear(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.heard.append(json.loads(self.rfile.read(length)))
        self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args) -> None:
        pass


@pytest.fixture
def other():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_pushed_order_reaches_a_webhook(app, session, push, other, monkeypatch) -> None:
    monkeypatch.setattr(app.extensions["bumen.settings"], "outgoing_private", True)
    webhooks.create(
        session,
        name="ERP",
        url=f"http://127.0.0.1:{other.server_port}/",
        kinds=["orders_order"],
        private=True,
        by=make_user(session, "*"),
    )
    session.commit()
    push("orders", store=STORE, orders=[ORDER])
    jobs.run_pending(app)
    events = [event for message in other.heard for event in message["events"]]
    assert [(one["action"], one["record"]["label"]) for one in events] == [("create", "M1")]
    assert events[0]["changes"]["total"] == [None, "105.00"]
