"""Questions asked of store limits; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sqlalchemy import Select, and_, bindparam, case, or_, select
from sqlalchemy.orm import joinedload

from core.permissions import EVERYTHING
from core.role.models import Role, RolePermission
from core.role.rules import ADMINISTRATOR
from core.rows import EVERY_ROW
from core.user.models import User, UserRole
from plugins.orders.channel.models import Channel, Store
from plugins.orders.store_limit.models import StoreLimit


def of_user(user_id: int) -> Select[StoreLimit]:
    """The limits of a user with their stores."""
    return (
        select(StoreLimit)
        .join(Store, Store.id == StoreLimit.store_id)
        .where(StoreLimit.user_id == user_id)
        .options(joinedload(StoreLimit.store))
        .order_by(Store.name, Store.id)
        .execution_options(**EVERY_ROW)
    )


def limited(users: Collection[int] | None = None) -> Select[int]:
    """Those who are limited to some stores, of all or of some users."""
    found = select(StoreLimit.user_id).execution_options(**EVERY_ROW)
    return found if users is None else found.where(StoreLimit.user_id.in_(users))


def holding(
    users: Collection[int] | Select[int], permissions: Collection[str]
) -> Select[str, str, str]:
    """Address, name and permission of those who hold one of some by a role; ``*`` is all."""
    granted = and_(
        RolePermission.role_id == Role.id, RolePermission.permission.in_(list(permissions))
    )
    administers = Role.name == ADMINISTRATOR
    held = case((administers, EVERYTHING), else_=RolePermission.permission)
    return (
        select(User.email, User.name, held)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .outerjoin(RolePermission, and_(granted, ~administers))
        .where(User.active, User.id.in_(users), or_(administers, RolePermission.id.is_not(None)))
        .distinct()
        .order_by(User.email, held)
        .execution_options(**EVERY_ROW)
    )


@cache
def store_keys() -> Select[int]:
    """The keys of the stores that ``user_id`` is limited to, for every request."""
    return select(StoreLimit.store_id).where(StoreLimit.user_id == bindparam("user_id"))


def stores() -> Select[Store]:
    """Every store with its channel, by channel and name."""
    return (
        select(Store)
        .join(Channel, Channel.id == Store.channel_id)
        .options(joinedload(Store.channel))
        .order_by(Channel.name, Channel.id, Store.name, Store.id)
    )
