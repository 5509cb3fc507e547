"""The demo company has purchases at every stage."""

from __future__ import annotations

from sqlalchemy import select

from core import check
from core.testing import make_user
from plugins.catalog.demo import services
from plugins.catalog.order.models import PurchaseOrder
from plugins.catalog.order.models import State as Ordered
from plugins.catalog.receipt.models import Receipt
from plugins.catalog.request.models import Request, State
from tests.catalog.conftest import NOW, TODAY

ASK, SIGN = "catalog.request.create", "catalog.request.approve"


def test_goods_are_asked_for_ordered_late_and_received(
    session, by, make_supplier, monkeypatch
) -> None:
    many = [(f"P{number:02}", f"商品 {number}", "日用") for number in range(15)]
    monkeypatch.setattr(services, "OWN", many)
    clerk, _manager = make_user(session, ASK), make_user(session, ASK, SIGN)
    make_supplier()
    assert services.seed(session, by=by, today=TODAY, now=NOW)
    asked = select(Request.state, Request.requested_by_id).order_by(Request.id)
    assert session.execute(asked).all() == [
        (one, clerk.id) for one in (*[State.ORDERED] * 3, State.APPROVED, State.ASKED)
    ]
    orders = session.scalars(select(PurchaseOrder).order_by(PurchaseOrder.id)).all()
    assert [one.state for one in orders] == [Ordered.RECEIVED, Ordered.SENT, Ordered.SENT]
    assert orders[2].expected_on < TODAY
    assert len(session.scalars(select(Receipt.id)).all()) == 2
    assert [one for one in check.find_faults(session) if "catalog" in one.rule] == []


def test_it_works_where_nobody_may_approve(session, by) -> None:
    assert services.seed(session, by=by, today=TODAY, now=NOW)
    assert session.scalars(select(Request.id)).all() == []
