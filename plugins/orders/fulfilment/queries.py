"""Questions asked of orders on their way; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from plugins.orders.ledger.models import Order


def whole(order_id: int) -> Select[Order]:
    """One order with all that a version keeps; nobody else changes it meanwhile."""
    return (
        select(Order)
        .where(Order.id == order_id)
        .options(
            selectinload(Order.lines),
            selectinload(Order.payments),
            selectinload(Order.discounts),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
