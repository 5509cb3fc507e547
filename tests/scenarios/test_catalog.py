"""A day of the merchandise desk: stock runs low, is ordered, comes in parts, and is paid for."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from core.testing import make_user
from plugins.catalog.order import queries as orders
from plugins.catalog.order import services as order_services
from plugins.catalog.plugin import check_invariants
from plugins.catalog.receipt import services as receipts
from plugins.catalog.request import queries as requests
from plugins.catalog.request import services as request_services
from plugins.catalog.request.models import Request
from plugins.catalog.restock import services as restock
from plugins.catalog.stock.models import Level
from plugins.catalog.suggestion import queries as suggestions
from plugins.catalog.suggestion import services as suggestion_services
from plugins.catalog.suggestion.models import Suggestion
from plugins.catalog.with_finance import finance_payable_source
from tests.catalog.conftest import NOW, TODAY


def one(session, query):
    session.expire_all()
    return session.scalars(query).unique().one()


def test_what_runs_low_is_back_on_the_shelf(session, by, stocked) -> None:
    stocked(daily=4, days=56, left=31)
    restock.run(session, by=by, on=TODAY)
    session.commit()

    suggestion = one(session, suggestions.with_keys(session.scalars(select(Suggestion.id)).all()))
    suggestion_services.accept(session, suggestion, by=by, on=TODAY, now=NOW)
    session.commit()

    chief = make_user(session, "catalog.request.approve", "catalog.request.index")
    request = one(session, requests.with_keys(session.scalars(select(Request.id)).all()))
    request_services.approval.sign(session, request_services.PURCHASE, request, by=chief, now=NOW)
    order = order_services.place(session, request, by=by, now=NOW)
    order_services.send(session, order, by=by, now=NOW)
    key = order.id
    session.commit()

    for units in ("20", "16"):
        order = one(session, orders.order(key))
        receipts.receive(
            session, order, {order.lines[0].id: Decimal(units)}, note="", by=by, on=TODAY, now=NOW
        )
        session.commit()

    assert one(session, select(Level.on_hand)) == 67
    assert restock.run(session, by=by, on=TODAY).added == 0
    paid = sum(row.price for row in session.execute(finance_payable_source().lines))
    assert paid == 36 * Decimal("7.50")
    assert check_invariants(session) == []
