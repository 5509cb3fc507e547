"""Questions asked of store limits; each returns a Select."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from core.rows import EVERY_ROW
from plugins.orders.channel.models import Channel, Store
from plugins.orders.store_limit.models import StoreLimit


def of_user(user_id: int) -> Select[StoreLimit]:
    """The limits of a user with their stores."""
    return (
        select(StoreLimit)
        .join(Store, Store.id == StoreLimit.store_id)
        .where(StoreLimit.user_id == user_id)
        .options(joinedload(StoreLimit.store))
        .order_by(Store.name, Store.id)
        .execution_options(**EVERY_ROW)
    )


@cache
def store_keys() -> Select[int]:
    """The keys of the stores that ``user_id`` is limited to, for every request."""
    return select(StoreLimit.store_id).where(StoreLimit.user_id == bindparam("user_id"))


def stores() -> Select[Store]:
    """Every store with its channel, by channel and name."""
    return (
        select(Store)
        .join(Channel, Channel.id == Store.channel_id)
        .options(joinedload(Store.channel))
        .order_by(Channel.name, Channel.id, Store.name, Store.id)
    )
