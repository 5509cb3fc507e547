"""Questions asked of notifications, and what is done with many at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Delete, Select, Update, delete, func, select, update

from core.notification.models import Notification


def all_notifications() -> Select[Notification]:
    """Every notification."""
    return select(Notification)


def of_user(notification_id: int, user_id: int) -> Select[Notification]:
    """One notification if it is a user's."""
    return select(Notification).where(
        Notification.id == notification_id, Notification.user_id == user_id
    )


def unread(user_id: Any) -> Select[int]:
    """How many a user has not read."""
    return select(func.count(Notification.id)).where(
        Notification.user_id == user_id, Notification.read_at.is_(None)
    )


def told(notice: str, record_id: int, users: Collection[int]) -> Select[int]:
    """The users among some who have this still to read."""
    return select(Notification.user_id).where(
        Notification.user_id.in_(users),
        Notification.notice == notice,
        Notification.record_id == record_id,
        Notification.read_at.is_(None),
    )


def read_all(user_id: int, now: datetime) -> Update:
    """Note that a user has read everything."""
    mine = update(Notification).where(
        Notification.user_id == user_id, Notification.read_at.is_(None)
    )
    return mine.values(read_at=now)


def settle(notices: Collection[str], record_id: int, now: datetime) -> Update:
    """Note that nobody has to read something of a record any more."""
    of = update(Notification).where(
        Notification.notice.in_(notices),
        Notification.record_id == record_id,
        Notification.read_at.is_(None),
    )
    return of.values(read_at=now)


def older(than: datetime) -> Delete:
    """Delete what is older."""
    return delete(Notification).where(Notification.at < than)
