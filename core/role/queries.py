"""Questions asked of roles; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from core.role.models import PermissionSeen, Role


def every() -> Select[Role]:
    """Every role with its permissions and reaches."""
    held = (selectinload(Role.grants), selectinload(Role.reaches))
    return select(Role).options(*held).order_by(Role.name)


def names() -> Select[str]:
    """The name of every role."""
    return select(Role.name).order_by(Role.name)


def named(names: Collection[str]) -> Select[Role]:
    """Some roles with their permissions."""
    return every().where(Role.name.in_(names))


def permissions_seen() -> Select[str]:
    """The permissions whose default roles were granted before."""
    return select(PermissionSeen.permission)
