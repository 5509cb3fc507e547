"""Questions asked of the orders of a day; each returns a Select."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from core.db import Money
from plugins.orders.channel.models import Channel, Store
from plugins.orders.ledger.models import Order


def by_channel(on: date, currency: str) -> Select[*tuple[Any, ...]]:
    """What was ordered on a day in a currency: the sums of each channel, by name."""
    return (
        select(
            Channel.id,
            Channel.name,
            func.count(Order.id).label("orders"),
            *(
                func.sum(column, type_=Money()).label(column.key)
                for column in (Order.goods, Order.discount, Order.total, Order.paid, Order.refunded)
            ),
        )
        .join(Store, Store.channel_id == Channel.id)
        .join(Order, Order.store_id == Store.id)
        .where(Order.placed_on == on, Order.currency == currency)
        .group_by(Channel.id, Channel.name)
        .order_by(Channel.name, Channel.id)
    )
