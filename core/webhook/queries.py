"""Questions asked of webhooks and of the trail that feeds them; each returns a Select."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Delete, Select, delete, func, or_, select

from core.history.models import Block, Entry
from core.webhook.models import Delivery, Webhook

SHOWN = 50


def every() -> Select[Webhook]:
    """All webhooks by name."""
    return select(Webhook).order_by(Webhook.name, Webhook.id)


def active() -> Select[Webhook]:
    """Those that are told of things."""
    return select(Webhook).where(Webhook.is_active).order_by(Webhook.id)


def due(now: datetime) -> Select[Webhook]:
    """Those that do not wait after a failure."""
    return active().where(or_(Webhook.next_try_at.is_(None), Webhook.next_try_at <= now))


def next_try() -> Select[datetime | None]:
    """When the first of those that wait is tried again."""
    return select(func.min(Webhook.next_try_at)).where(Webhook.is_active)


def last_block() -> Select[int]:
    """The number of the last block; 0 before the first."""
    return select(func.coalesce(func.max(Block.id), 0))


def entries_after(block: int, blocks: int) -> Select[int, str, Entry]:
    """The entries of some blocks after one, in order, with number and name of their block."""
    return (
        select(Block.id.label("block"), Block.transaction, Entry)
        .join(Entry, Entry.transaction == Block.transaction)
        .where(Block.id > block, Block.id <= block + blocks)
        .order_by(Block.id, Entry.id)
    )


def deliveries(webhook_id: int) -> Select[Delivery]:
    """The last attempts to tell an address."""
    of = select(Delivery).where(Delivery.webhook_id == webhook_id)
    return of.order_by(Delivery.id.desc()).limit(SHOWN)


def deliveries_before(moment: datetime) -> Delete:
    """Forget the attempts that are older."""
    return delete(Delivery).where(Delivery.at < moment)
