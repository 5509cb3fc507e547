"""Questions asked of sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Delete, Select, Update, delete, select, update

from core.user.models import User
from core.user.queries import with_rights
from core.user_session.models import UserSession


def opened_by(uniquifier: str, digest: str, now: datetime) -> Select[User, UserSession]:
    """The user that a cookie names, with all rights, and the session that it belongs to."""
    query: Any = select(User, UserSession).join(UserSession, UserSession.user_id == User.id)
    found: Any = with_rights(query).where(
        User.active,
        User.fs_uniquifier == uniquifier,
        UserSession.digest == digest,
        UserSession.expires_at > now,
    )
    return cast("Select[User, UserSession]", found)


def of_user(user_id: int, now: datetime) -> Select[UserSession]:
    """The sessions of a user that are open, the latest first."""
    return (
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.expires_at > now)
        .order_by(UserSession.used_at.desc(), UserSession.id.desc())
    )


def own(session_id: int, user_id: int) -> Select[UserSession]:
    """One session of a user."""
    return select(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id)


def by_digest(digest: str) -> Select[UserSession]:
    """The session of a secret."""
    return select(UserSession).where(UserSession.digest == digest)


def used(session_id: int, address: str, now: datetime, until: datetime) -> Update:
    """Note that a session was used."""
    return (
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.used_at < now)
        .values(used_at=now, address=address, expires_at=until)
    )


def ended(user_id: int) -> Delete:
    """Delete every session of a user."""
    return delete(UserSession).where(UserSession.user_id == user_id)


def expired(now: datetime) -> Delete:
    """Delete the sessions that opened nothing any more."""
    return delete(UserSession).where(UserSession.expires_at <= now)
