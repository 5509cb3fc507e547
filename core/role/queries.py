"""Questions asked of roles; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from core.role.models import PermissionSeen, Role, RoleReach


def every() -> Select[Role]:
    """Every role with its permissions."""
    return select(Role).options(selectinload(Role.grants)).order_by(Role.name)


def names() -> Select[str]:
    """The name of every role."""
    return select(Role.name).order_by(Role.name)


def named(names: Collection[str]) -> Select[Role]:
    """Some roles with their permissions."""
    return every().where(Role.name.in_(names))


def reaches(roles: Collection[int]) -> Select[RoleReach]:
    """What some roles say of areas."""
    return select(RoleReach).where(RoleReach.role_id.in_(roles)).order_by(RoleReach.id)


def every_reach() -> Select[RoleReach]:
    """What every role says of areas."""
    return select(RoleReach)


def permissions_seen() -> Select[str]:
    """The permissions whose default roles were granted before."""
    return select(PermissionSeen.permission)
