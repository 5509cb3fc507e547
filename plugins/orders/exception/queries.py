"""Counts of what wants somebody; each returns a Select."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from plugins.orders.ledger.models import Line, Order, Payment, State
from plugins.orders.refund.models import Refund
from plugins.orders.refund.models import State as RefundState
from plugins.orders.shipment.models import Shipment
from plugins.orders.shipment.models import State as ShipmentState


def unsent(before: datetime) -> Select[int]:
    """How many orders were placed before a moment, are paid and not shipped."""
    return _orders(Order.state == State.PAID, Order.placed_at < before)


def unsigned(before: datetime) -> Select[int]:
    """How many orders were shipped before a moment and are not signed for."""
    return _orders(Order.state == State.SHIPPED, Order.shipped_at < before)


def parcels(state: ShipmentState) -> Select[int]:
    """How many parcels are in a state."""
    return select(func.count(Shipment.id)).where(Shipment.state == state)


def unpaid_refunds() -> Select[int]:
    """How many refunds are approved and not paid out."""
    return select(func.count(Refund.id)).where(Refund.state == RefundState.APPROVED)


def overdrawn() -> Select[int]:
    """How many orders gave back more than was paid; the database allows none."""
    lines = select(Line.order_id).where(
        or_(
            Line.refunded_price > Line.price - Line.seller_discount - Line.platform_discount,
            Line.refunded_freight > Line.freight,
            Line.refunded_quantity > Line.quantity,
        )
    )
    payments = select(Payment.order_id).where(Payment.refunded > Payment.amount)
    return _orders(or_(Order.refunded > Order.paid, Order.id.in_(lines), Order.id.in_(payments)))


def _orders(*conditions: ColumnElement[bool]) -> Select[int]:
    return select(func.count(Order.id)).where(*conditions)
