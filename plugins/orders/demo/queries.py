"""Which invented orders are refunded."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from plugins.orders.ledger.models import Order, State
from plugins.orders.product.models import Product

EVERY = 37


def products(count: int) -> Select[Product]:
    """Some products by code."""
    return select(Product).order_by(Product.code).limit(count)


def refundable(count: int) -> Select[Order]:
    """Some delivered orders with their lines."""
    return (
        select(Order)
        .where(Order.state.in_((State.DELIVERED, State.CLOSED)), Order.id % EVERY == 0)
        .options(selectinload(Order.lines))
        .order_by(Order.id)
        .limit(count)
    )
