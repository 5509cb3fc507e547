"""Questions asked of channels and their messages; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Delete, Select, Update, delete, func, or_, select, update

from core.channel.models import Channel, Message, State

SHOWN = 50
AT_ONCE = 500


def of(user_id: int | None) -> Select[Channel]:
    """The channels of a user, or of the company."""
    return select(Channel).where(Channel.user_id.is_not_distinct_from(user_id)).order_by(Channel.id)


def telling(users: Collection[int]) -> Select[Channel]:
    """The channels over which some users are told of something, and those of the company."""
    return select(Channel).where(or_(Channel.user_id.in_(users), Channel.user_id.is_(None)))


def due(now: datetime) -> Select[Message]:
    """What shall go out now, by channel."""
    waiting = (Message.state == State.WAITING, Message.due_at <= now)
    return select(Message).where(*waiting).order_by(Message.channel_id, Message.id).limit(AT_ONCE)


def due_by_user(now: datetime) -> Select[*tuple[int | None, int]]:
    """Of what :func:`due` finds, who is told (None is the company) and the key."""
    found = due(now).with_only_columns(Channel.user_id, Message.id)
    return found.join(Channel, Channel.id == Message.channel_id)


def hold_back(why: str) -> Update:
    """Send nothing of what waits, whenever it is due."""
    waiting = update(Message).where(Message.state == State.WAITING)
    return waiting.values(state=State.FAILED, error=why)


def send_again(channel_id: int, only: int | None, now: datetime) -> Update:
    """Send now what failed over a channel, or one message of it, as if for the first time."""
    failed = update(Message).where(Message.channel_id == channel_id, Message.state == State.FAILED)
    chosen = failed if only is None else failed.where(Message.id == only)
    return chosen.values(state=State.WAITING, due_at=now, attempts=0, error="")


def failures(channels: Collection[int]) -> Select[*tuple[int, int]]:
    """How many messages failed over some channels, by channel."""
    failed = (Message.channel_id.in_(channels), Message.state == State.FAILED)
    return select(Message.channel_id, func.count()).where(*failed).group_by(Message.channel_id)


def next_due() -> Select[datetime]:
    """When the next message shall go out."""
    return select(func.min(Message.due_at)).where(Message.state == State.WAITING)


def log(user_id: int | None) -> Select[Message]:
    """What was last told over the channels of a user, or of the company."""
    mine = select(Channel.id).where(Channel.user_id.is_not_distinct_from(user_id))
    found = select(Message).where(Message.channel_id.in_(mine))
    return found.order_by(Message.id.desc()).limit(SHOWN)


def with_keys(keys: Collection[int]) -> Delete:
    """Delete some messages."""
    return delete(Message).where(Message.id.in_(keys))


def older(than: datetime) -> Delete:
    """Delete what went out, or did not, long ago."""
    return delete(Message).where(Message.at < than, Message.state != State.WAITING)
