"""Questions asked of purchase orders; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    cast,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import joinedload, selectinload

from core.db import Rate
from core.party.models import Party
from plugins.catalog.order.models import OPEN, OrderLine, PurchaseOrder, State
from plugins.catalog.stock.queries import total
from plugins.catalog.warehouse.models import Warehouse


def all_orders() -> Select[PurchaseOrder]:
    """Every order with its supplier and warehouse."""
    return (
        select(PurchaseOrder)
        .join(Party, Party.id == PurchaseOrder.supplier_id)
        .join(Warehouse, Warehouse.id == PurchaseOrder.warehouse_id)
    )


def order(order_id: int) -> Select[PurchaseOrder]:
    """One order with all that its page shows."""
    return _whole().where(PurchaseOrder.id == order_id)


def with_keys(keys: Collection[int]) -> Select[PurchaseOrder]:
    """Some orders."""
    return _whole().where(PurchaseOrder.id.in_(keys))


def _whole() -> Select[PurchaseOrder]:
    return select(PurchaseOrder).options(
        joinedload(PurchaseOrder.supplier),
        joinedload(PurchaseOrder.warehouse),
        selectinload(PurchaseOrder.lines).joinedload(OrderLine.product),
    )


def draft_of(supplier_id: int, warehouse_id: int) -> Select[PurchaseOrder]:
    """The order that is being put together for a supplier and a warehouse."""
    return select(PurchaseOrder).where(
        PurchaseOrder.supplier_id == supplier_id,
        PurchaseOrder.warehouse_id == warehouse_id,
        PurchaseOrder.state == State.DRAFT,
    )


def outstanding(warehouse_id: int) -> Select[*tuple[Any, ...]]:
    """What is still to come of each open line for a warehouse, and when it is expected."""
    return (
        select(
            OrderLine.product_id,
            total(OrderLine.quantity) - total(OrderLine.received),
            PurchaseOrder.expected_on,
        )
        .join(PurchaseOrder, PurchaseOrder.id == OrderLine.order_id)
        .where(PurchaseOrder.warehouse_id == warehouse_id, PurchaseOrder.state.in_(OPEN))
        .group_by(OrderLine.product_id, PurchaseOrder.expected_on)
    )


def overdue_count(on: date) -> Select[int]:
    """How many orders should have come before a day."""
    return select(func.count(PurchaseOrder.id)).where(
        PurchaseOrder.state == State.SENT, PurchaseOrder.expected_on < on
    )


def miscounted() -> Select[str]:
    """The orders whose total is not that of their lines, or that are received and lack some."""
    lines = (
        select(
            OrderLine.order_id,
            func.sum(func.abs(OrderLine.quantity - OrderLine.received)).label("lacking"),
        )
        .group_by(OrderLine.order_id)
        .subquery()
    )
    return (
        select(PurchaseOrder.number)
        .outerjoin(lines, lines.c.order_id == PurchaseOrder.id)
        .where(
            or_(
                (PurchaseOrder.state == State.RECEIVED) & (lines.c.lacking != 0),
                (PurchaseOrder.state == State.SENT) & (lines.c.lacking == 0),
            )
        )
    )


def share_received() -> ColumnElement[Decimal | None]:
    """How much of an order has come, in whole percents, rounded down; for a list of orders."""
    came, ordered = (
        cast(func.sum(type_coerce(one, BigInteger)), BigInteger)
        for one in (OrderLine.received, OrderLine.quantity)
    )
    share = select(came * 100 // ordered * 10_000).where(OrderLine.order_id == PurchaseOrder.id)
    return type_coerce(share.correlate(PurchaseOrder).scalar_subquery(), Rate)
