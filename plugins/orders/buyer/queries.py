"""Questions asked of what a buyer did; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from plugins.orders.ledger.models import Order
from plugins.orders.refund.models import Refund
from plugins.orders.shipment.models import Shipment


def paid_orders(party_id: int) -> Select[Order]:
    """The orders that a buyer has paid, the latest payment first."""
    return (
        select(Order)
        .where(Order.buyer_id == party_id, Order.paid_at.is_not(None))
        .order_by(Order.paid_at.desc(), Order.id.desc())
    )


def refunds(party_id: int) -> Select[Refund]:
    """The refunds of a buyer's orders, the latest first."""
    return (
        select(Refund)
        .join(Refund.order)
        .where(Order.buyer_id == party_id)
        .options(joinedload(Refund.order))
        .order_by(Refund.requested_at.desc(), Refund.id.desc())
    )


def shipments(party_id: int) -> Select[Shipment]:
    """The parcels of a buyer's orders, the latest first."""
    return (
        select(Shipment)
        .join(Order, Order.id == Shipment.order_id)
        .where(Order.buyer_id == party_id)
        .order_by(Shipment.shipped_at.desc(), Shipment.id.desc())
    )
