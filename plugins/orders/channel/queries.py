"""Questions asked of channels and stores."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core.party.models import Party
from core.rows import EVERY_ROW
from plugins.orders.channel.models import Channel, ChannelKind, Store


def all_channels() -> Select[Channel]:
    """Every channel by name."""
    return select(Channel).order_by(Channel.name)


def channel_coded(code: str) -> Select[Channel]:
    """The channel with a code."""
    return select(Channel).where(Channel.code == code)


def all_stores() -> Select[Store]:
    """Every store with its channel and owner."""
    return (
        select(Store)
        .join(Channel, Channel.id == Store.channel_id)
        .outerjoin(Party, Party.id == Store.owner_id)
    )


@cache
def channel_names() -> Select[int, str]:
    """Key and name of every channel, by name."""
    found = select(Channel.id, Channel.name).order_by(Channel.name, Channel.id)
    return found.execution_options(prepared=True)


@cache
def store_names() -> Select[*tuple[int, str]]:
    """Key and name of every store, by name."""
    found = select(Store.id, Store.name).order_by(Store.name, Store.id)
    return found.execution_options(prepared=True)


def open_stores() -> Select[*tuple[int, str]]:
    """Key and name of the stores that people sell in by hand: all but those of order reports."""
    return (
        select(Store.id, Store.name)
        .join(Channel, Channel.id == Store.channel_id)
        .where(Store.is_active, Channel.kind != ChannelKind.ORDER_REPORT)
        .order_by(Store.name, Store.id)
    )


def stores_of(channel_id: int) -> Select[int]:
    """The keys of the stores of a channel."""
    return select(Store.id).where(Store.channel_id == channel_id)


def store(store_id: int) -> Select[Store]:
    """One store with its channel and owner."""
    return (
        select(Store)
        .where(Store.id == store_id)
        .options(joinedload(Store.channel), joinedload(Store.owner))
    )


def store_coded(code: str) -> Select[Store]:
    """The store with a code, whoever asks: codes are taken once."""
    return select(Store).where(Store.code == code).execution_options(**EVERY_ROW)
