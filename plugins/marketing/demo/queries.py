"""Whose orders the invented campaign led to."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from core.party.models import Party
from plugins.marketing.contract import OrderSource


def buyers(source: OrderSource, first: date, last: date, count: int) -> Select[*tuple[Any, ...]]:
    """Some people who bought within some days, and when they first did so."""
    sold = source.orders.subquery("sold")
    placed_at = func.min(sold.c.placed_at, type_=sold.c.placed_at.type).label("placed_at")
    return (
        select(Party.id, Party.code, Party.name, placed_at)
        .join(sold, sold.c.customer_id == Party.id)
        .where(sold.c.placed_on >= first, sold.c.placed_on <= last)
        .group_by(Party.id, Party.code, Party.name)
        .order_by(Party.id)
        .limit(count)
    )
