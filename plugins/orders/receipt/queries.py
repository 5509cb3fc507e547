"""Questions asked of what was pushed; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from plugins.orders.channel.models import Store
from plugins.orders.receipt.models import Kind, Receipt


def store(code: str) -> Select[int]:
    """The key of the store with a code."""
    return select(Store.id).where(Store.code == code)


def receipts(store_id: int, kind: Kind, platform_ids: Collection[str]) -> Select[Receipt]:
    """What was pushed under these numbers before."""
    return select(Receipt).where(
        Receipt.store_id == store_id,
        Receipt.kind == kind,
        Receipt.platform_id.in_(platform_ids),
    )
