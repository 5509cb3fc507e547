"""Questions asked of sessions."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Delete,
    Select,
    String,
    Update,
    bindparam,
    cast,
    delete,
    func,
    select,
    update,
)

from core.company import FACTS
from core.favourite import queries as favourite_queries
from core.notification import queries as notification_queries
from core.role.models import Role, RolePermission, RoleReach
from core.setting import queries as setting_queries
from core.user.models import User, UserRole
from core.user_session.models import UserSession


@cache
def opened() -> Select[Any]:
    """The user that a cookie names, the session that it belongs to, and what each role gives.

    Every request asks this: it is written once, takes ``uniquifier``, ``digest`` and ``now``, and
    has a row for each role with its permissions and reaches as words.  What every page tells
    comes with it: the facts of the company, how much there is to read, the favourites.
    """
    held = select(func.aggregate_strings(RolePermission.permission, " ")).where(
        RolePermission.role_id == Role.id
    )
    reach = RoleReach.area + "=" + cast(RoleReach.reach, String)
    shown = select(func.aggregate_strings(reach, " ")).where(RoleReach.role_id == Role.id)
    return (
        select(
            User,
            UserSession.id,
            UserSession.used_at,
            UserSession.is_kept,
            setting_queries.told(*FACTS).scalar_subquery().label("company"),
            notification_queries.unread(User.id).scalar_subquery().label("unread"),
            favourite_queries.told(User.id).scalar_subquery().label("starred"),
            Role.name,
            held.scalar_subquery(),
            shown.scalar_subquery(),
        )
        .join(UserSession, UserSession.user_id == User.id)
        .outerjoin(UserRole, UserRole.user_id == User.id)
        .outerjoin(Role, Role.id == UserRole.role_id)
        .where(
            User.active,
            User.fs_uniquifier == bindparam("uniquifier"),
            UserSession.digest == bindparam("digest"),
            UserSession.expires_at > bindparam("now"),
        )
        .execution_options(every_row=True, prepared=True)
    )


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
