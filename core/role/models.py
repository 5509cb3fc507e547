"""Roles and the permissions that they hold."""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_security.core import RoleMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.manifest import Text
from core.reach import REACHES, Reach
from core.role.rules import Rights


class Role(Model, RoleMixin):
    """A set of permissions under a name."""

    __tablename__ = "core_role"
    __audited__ = True
    __title__ = _l("Role")
    __labels__: ClassVar[dict[str, Any]] = {
        "permission": _l("Permission"),  # that it did not get by default
        "why": _l("Reason"),
    }

    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    title_en: Mapped[str] = mapped_column(sa.String(100))
    title_zh: Mapped[str] = mapped_column(sa.String(100))

    grants: Mapped[list[RolePermission]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="RolePermission.permission"
    )

    reaches: Mapped[list[RoleReach]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="RoleReach.area"
    )

    def __str__(self) -> str:
        return self.name

    @property
    def rights(self) -> Rights:
        """What the people in the role may do, and whose rows they see."""
        return Rights.of(
            self.name,
            frozenset(grant.permission for grant in self.grants),
            {one.area: one.reach for one in self.reaches},
        )

    @property
    def title(self) -> Text:
        """The name that people read, in their language."""
        return Text(en=self.title_en, zh_Hans=self.title_zh)

    @property
    def permissions(self) -> frozenset[str]:  # type: ignore[override]  # the mixin declares a list
        """What holders of the role may do; administrators may do everything."""
        granted = frozenset(grant.permission for grant in self.grants)
        return Rights.of(self.name, granted, {}).permissions


class RolePermission(Model):
    """One permission that a role holds."""

    __tablename__ = "core_role_permission"
    __table_args__ = (sa.UniqueConstraint("role_id", "permission"),)
    __audited__ = True
    __audited_under__ = "role_id"
    __title__ = _l("Permission of a role")
    __labels__: ClassVar[dict[str, Any]] = {
        "role_id": _l("Role"),
        "permission": _l("Permission"),
    }

    role_id: Mapped[int] = mapped_column(sa.ForeignKey("core_role.id", ondelete="CASCADE"))
    permission: Mapped[str] = mapped_column(sa.String(100))

    def __str__(self) -> str:
        return self.permission


class RoleReach(Model):
    """Whose rows of an area the people in a role see; a role without one says nothing."""

    __tablename__ = "core_role_reach"
    __table_args__ = (sa.UniqueConstraint("role_id", "area"),)
    __audited__ = True
    __audited_under__ = "role_id"
    __title__ = _l("Reach of a role")
    __labels__: ClassVar[dict[str, Any]] = {
        "role_id": _l("Role"),
        "area": _l("Kind of rows"),
        "reach": _l("Reach"),
    }
    __words__: ClassVar = {"reach": {one.value: text for one, text in REACHES.items()}}

    role_id: Mapped[int] = mapped_column(sa.ForeignKey("core_role.id", ondelete="CASCADE"))
    area: Mapped[str] = mapped_column(sa.String(100))
    reach: Mapped[Reach]

    def __str__(self) -> str:
        return self.area


class PermissionSeen(Model):
    """A permission whose default roles have been granted once; later changes are people's."""

    __tablename__ = "core_role_permission_seen"

    permission: Mapped[str] = mapped_column(sa.String(100), unique=True)
