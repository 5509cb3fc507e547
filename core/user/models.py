"""Users and the roles that they have."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_security.core import UserMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.permissions import EVERYTHING
from core.role.models import Role
from core.role.rules import Rights

SYSTEM_EMAIL = "system@localhost"


class UserRole(Model):
    """One role that a user has."""

    __tablename__ = "core_user_role"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "role_id"),
        sa.Index("ix_core_user_role_role_id", "role_id"),
    )
    __audited__ = True
    __audited_under__ = "user_id"
    __title__ = _l("Role of a user")
    __labels__: ClassVar[dict[str, Any]] = {"user_id": _l("User"), "role_id": _l("Role")}

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id", ondelete="CASCADE"))
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("core_role.id", ondelete="CASCADE"))

    role: Mapped[Role] = relationship(lazy="raise")

    def __str__(self) -> str:
        return str(self.role)


class User(Versioned, Model, UserMixin):
    """Somebody who can sign in, or the system itself."""

    __tablename__ = "core_user"
    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower_case"),
        sa.Index("ix_core_user_name", "name", "id"),
    )
    __audited__ = True
    __audit_ignored__: ClassVar[frozenset[str]] = frozenset(
        {
            "fs_uniquifier",
            "failed_count",
            "last_login_at",
            "current_login_at",
            "last_login_ip",
            "current_login_ip",
            "login_count",
        }
    )
    __audit_hidden__: ClassVar[frozenset[str]] = frozenset(
        {
            "password",
            "tf_totp_secret",
            "mf_recovery_codes",
        }
    )
    __title__ = _l("User")
    __words__: ClassVar[dict[str, Any]] = {"action": {"end_session": _l("session ended")}}
    __labels__: ClassVar[dict[str, Any]] = {
        "email": _l("E-mail address"),
        "active": _l("Active"),
        "address": _l("Network address"),
        "device": _l("Device"),
        "password": _l("Password"),
        "locked_until": _l("Closed until"),
        "tf_primary_method": _l("Second step when signing in"),
        "tf_totp_secret": _l("Key of the authenticator app"),
        "mf_recovery_codes": _l("Recovery codes"),
    }

    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    language: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str | None] = mapped_column(sa.String(255))
    failed_count: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None]
    # The names below are those that Flask-Security reads and writes.
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.String(500))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(sa.JSON))
    # Nobody has signed in before the first time, whatever the mixin declares.
    last_login_at: Mapped[datetime | None]  # type: ignore[assignment]
    current_login_at: Mapped[datetime | None]  # type: ignore[assignment]
    last_login_ip: Mapped[str | None] = mapped_column(sa.String(45))
    current_login_ip: Mapped[str | None] = mapped_column(sa.String(45))
    login_count: Mapped[int] = mapped_column(default=0, server_default="0")

    memberships: Mapped[list[UserRole]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=UserRole.role_id
    )

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> list[Role]:  # type: ignore[override]  # the mixin declares a column
        """The roles of the user, which must have been loaded."""
        return [membership.role for membership in self.memberships]

    @cached_property
    def rights(self) -> tuple[Rights, ...]:
        """What each role gives; a request has them without loading any role."""
        return tuple(role.rights for role in self.roles)

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What the user may do through all roles."""
        return frozenset().union(*(one.permissions for one in self.rights))

    @property
    def is_administrator(self) -> bool:
        """Whether the user may do everything."""
        return EVERYTHING in self.permissions

    def is_locked_out(self, now: datetime) -> bool:
        """Return whether signing in is closed after too many wrong passwords."""
        return self.locked_until is not None and now < self.locked_until
