"""Departments, posts and who holds them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.user.models import User


class Department(Versioned, Model):
    """A part of the company, below at most one other; triggers refuse circles."""

    __tablename__ = "core_organisation_department"
    __audited__ = True
    __table_args__ = (
        sa.CheckConstraint("parent_id <> id", name="not_below_itself"),
        sa.Index("ix_core_organisation_department_parent_id", "parent_id"),
        sa.Index("ix_core_organisation_department_head_id", "head_id"),
    )
    __title__ = _l("Department")
    __labels__: ClassVar[dict[str, Any]] = {
        "name": _l("Name of the department"),
        "parent_id": _l("Belongs to"),
        "head_id": _l("Head"),
    }

    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_organisation_department.id"))
    head_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    is_active: Mapped[bool] = mapped_column(default=True)

    parent: Mapped[Department | None] = relationship(lazy="raise", remote_side="Department.id")
    head: Mapped[User | None] = relationship(lazy="raise")

    def __str__(self) -> str:
        return self.name


class Post(Model):
    """A kind of work in a department, which people hold."""

    __tablename__ = "core_organisation_post"
    __audited__ = True
    __audited_under__ = "department_id"
    __table_args__ = (sa.UniqueConstraint("department_id", "name"),)
    __title__ = _l("Post")
    __labels__: ClassVar[dict[str, Any]] = {
        "department_id": _l("Department"),
        "name": _l("Name of the post"),
    }

    department_id: Mapped[int] = mapped_column(sa.ForeignKey("core_organisation_department.id"))
    name: Mapped[str] = mapped_column(sa.String(100))

    department: Mapped[Department] = relationship(lazy="raise")

    def __str__(self) -> str:
        return self.name


class Assignment(Model):
    """Somebody holds a post, from a day until before another; triggers refuse the same twice."""

    __tablename__ = "core_organisation_assignment"
    __audited__ = True
    __audited_under__ = "post_id"
    __table_args__ = (
        sa.CheckConstraint("from_on < until_on", name="order_of_days"),
        sa.Index("ix_core_organisation_assignment_post_id", "post_id", "from_on"),
        sa.Index("ix_core_organisation_assignment_user_id", "user_id", "from_on"),
    )
    __title__ = _l("Holder of a post")
    __labels__: ClassVar[dict[str, Any]] = {
        "post_id": _l("Post"),
        "user_id": _l("Person"),
        "from_on": _l("Holds it from"),
        "until_on": _l("Until before"),
    }

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("core_organisation_post.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    post: Mapped[Post] = relationship(lazy="raise")
    user: Mapped[User] = relationship(lazy="raise")

    def __str__(self) -> str:
        return f"{self.from_on} → {self.until_on or ''}".strip()
