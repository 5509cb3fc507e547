"""What can be done with notifications.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.channel import services as channels
from core.notification import queries
from core.notification.models import Notification
from core.notifications import Notice
from core.user.models import User

KEPT = timedelta(days=180)


def notify(
    session: Session,
    notice: Notice,
    users: Iterable[int],
    *,
    record_id: int,
    label: str,
    by: User,
    now: datetime,
) -> int:
    """Tell users of a record, in the caller's transaction; return how many are told.

    Nobody is told of what they did, or again of what they have still to read.
    """
    wanted = set(users) - {by.id}
    wanted -= set(session.scalars(queries.told(notice.name, record_id, wanted)))
    facts = {
        "notice": notice.name,
        "record_id": record_id,
        "label": label[:200],
        "actor_name": by.name,
        "at": now,
    }
    if wanted:
        session.execute(insert(Notification), [facts | {"user_id": one} for one in sorted(wanted)])
        told = {name: value for name, value in facts.items() if name != "at"}
        channels.queue(session, wanted, told, now=now)
    return len(wanted)


def read(session: Session, row: Notification, *, now: datetime) -> None:
    """Note that a user has read something."""
    row.read_at = row.read_at or now
    session.flush()


def read_all(session: Session, *, by: User, now: datetime) -> None:
    """Note that a user has read everything."""
    session.execute(queries.read_all(by.id, now))


def settle(session: Session, notices: Iterable[Notice], *, record_id: int, now: datetime) -> None:
    """Take what has been done since out of every inbox; it stays among all notifications."""
    session.execute(queries.settle([one.name for one in notices], record_id, now))


def forget(session: Session, *, now: datetime) -> int:
    """Delete what is half a year old; return how much that was."""
    return session.execute(queries.older(now - KEPT)).rowcount  # type: ignore[attr-defined]
