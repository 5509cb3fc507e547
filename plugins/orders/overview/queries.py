"""Questions that the first page asks of orders; each returns a Select."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Select, func, select

from core.db import Money
from plugins.orders.ledger.models import Order


def per_day(first: date, end: date, currency: str) -> Select[date, int, Decimal]:
    """How many orders in a currency were placed each day, and their sum, read from an index."""
    return (
        select(Order.placed_on, func.count(), func.sum(Order.total, type_=Money()))
        .where(Order.placed_on >= first, Order.placed_on < end, Order.currency == currency)
        .group_by(Order.placed_on)
        .order_by(Order.placed_on)
    )
