"""Questions asked of what was pushed; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from plugins.orders.channel.models import Store
from plugins.orders.ledger.models import Order


def digests(code: str, numbers: Collection[str]) -> Select[str, str]:
    """The number and digest of those orders of a store that are there already."""
    return (
        select(Order.number, Order.content_hash)
        .join(Order.store)
        .where(Store.code == code, Order.number.in_(numbers))
    )


def entered(code: str, numbers: Collection[str]) -> Select[Order]:
    """The orders of a store with these numbers."""
    return select(Order).join(Order.store).where(Store.code == code, Order.number.in_(numbers))
