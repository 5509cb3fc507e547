from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from core.errors import BusinessError
from plugins.catalog.order import queries as orders
from plugins.catalog.order import services as order_services
from plugins.catalog.order.models import State
from plugins.catalog.plugin import check_invariants
from plugins.catalog.receipt import queries, services
from plugins.catalog.receipt.models import ReceiptLine
from plugins.catalog.request import services as requests
from plugins.catalog.stock.models import Level
from plugins.catalog.with_finance import finance_payable_source
from tests.catalog.conftest import NOW, TODAY


@pytest.fixture
def order(session, make_product, make_supplier, make_warehouse, buy):
    """Three units at 33.335, so that each receipt has to be rounded."""
    key = buy(make_product(), make_supplier(), make_warehouse(), 3, "33.33")

    def read():
        session.expire_all()
        return session.scalars(orders.order(key)).one()

    return read


def receive(session, by, order, units):
    found = services.receive(
        session, order, {order.lines[0].id: Decimal(units)}, note="", by=by, on=TODAY, now=NOW
    )
    session.commit()
    return found


def test_a_part_keeps_the_order_open_and_the_rest_finishes_it(session, by, order) -> None:
    receive(session, by, order(), 1)
    assert (order().state, order().lines[0].outstanding) == (State.SENT, 2)
    receive(session, by, order(), 2)
    assert order().state is State.RECEIVED
    assert session.scalars(select(Level.on_hand)).one() == 3
    assert check_invariants(session) == []


def test_parts_cost_together_what_was_ordered(session, by, order) -> None:
    for _unit in range(3):
        receive(session, by, order(), 1)
    amounts = session.scalars(select(ReceiptLine.amount)).all()
    assert sum(amounts) == Decimal("99.99")


@pytest.mark.parametrize("units", [4, -1])
def test_neither_more_than_is_to_come_nor_less_than_nothing_is_received(
    session, by, order, units
) -> None:
    with pytest.raises(BusinessError):
        receive(session, by, order(), units)
    session.rollback()
    assert session.scalars(select(Level.on_hand)).all() == []


def test_nothing_is_received_of_a_closed_order(session, by, order) -> None:
    order_services.close(session, order(), by=by, now=NOW)
    session.commit()
    with pytest.raises(BusinessError):
        receive(session, by, order(), 1)


def payable(session):
    source = finance_payable_source()
    lines = session.execute(source.lines).all()
    refunds = session.execute(source.refunds).all()
    return [(row.quantity, row.price) for row in lines], [row.price for row in refunds]


def test_receipts_are_offered_for_payment_and_what_goes_back_is_taken_off(
    session, by, order
) -> None:
    receive(session, by, order(), 3)
    line = session.scalars(queries.line(session.scalars(select(ReceiptLine.id)).one())).one()
    for _unit in range(3):
        services.send_back(session, line, Decimal(1), reason="裂纹", by=by, on=TODAY, now=NOW)
    session.commit()
    lines, refunds = payable(session)
    assert lines == [(3, Decimal("99.99"))]
    assert sum(refunds) == Decimal("99.99")
    assert session.scalars(select(Level.on_hand)).one() == 0


def test_no_more_goes_back_than_came(session, by, order) -> None:
    receive(session, by, order(), 2)
    line = session.scalars(queries.line(session.scalars(select(ReceiptLine.id)).one())).one()
    with pytest.raises(BusinessError, match="2"):
        services.send_back(session, line, Decimal(3), reason="裂纹", by=by, on=TODAY, now=NOW)


def test_whoever_asks_for_a_purchase_does_not_approve_it(
    session, by, make_product, make_supplier, make_warehouse
) -> None:
    request = requests.create_request(
        session,
        make_product(),
        make_supplier(),
        make_warehouse(),
        quantity=Decimal(2),
        price=Decimal(1),
        reason="补货",
        by=by,
        on=TODAY,
        now=NOW,
    )
    with pytest.raises(BusinessError):
        requests.approval.sign(session, requests.PURCHASE, request, by=by, now=NOW)
    with pytest.raises(BusinessError):
        order_services.place(session, request, by=by, now=NOW)


def test_requests_of_one_supplier_and_warehouse_share_an_order(
    session, by, make_product, make_supplier, make_warehouse, buy
) -> None:
    supplier, house = make_supplier(), make_warehouse()
    first = buy(make_product("A"), supplier, house, 2)
    second = buy(make_product("B"), supplier, house, 2)
    assert first != second  # the first one was sent before the second was asked for
