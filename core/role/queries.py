"""Questions asked of roles; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from core.role.models import PermissionSeen, Role, RolePermission
from core.user.models import User, UserRole


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


def people(names: Collection[str]) -> Select[int]:
    """Those who are in some roles and may sign in."""
    held = select(UserRole.user_id).join(Role, Role.id == UserRole.role_id)
    active = held.join(User, User.id == UserRole.user_id).where(User.active)
    return active.where(Role.name.in_(names)).distinct()


def holding(permission: str) -> Select[int]:
    """Those who hold a permission by one of their roles and may sign in."""
    return (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(RolePermission, RolePermission.role_id == UserRole.role_id)
        .where(User.active, RolePermission.permission == permission)
        .distinct()
    )


def permissions_seen() -> Select[str]:
    """The permissions whose default roles were granted before."""
    return select(PermissionSeen.permission)
