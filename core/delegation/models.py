"""Who signs for whom, and when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.user.models import User


class Delegation(Model):
    """Approvals of one user that another may sign, from a day until before another day."""

    __tablename__ = "core_delegation"
    __audited__ = True
    __named_after__ = ("user_id", "delegate_id")
    __table_args__ = (
        sa.CheckConstraint("user_id <> delegate_id", name="somebody_else"),
        sa.CheckConstraint("from_on < until_on", name="order_of_days"),
        sa.Index("ix_core_delegation_delegate", "delegate_id", "until_on"),
        sa.Index("ix_core_delegation_user", "user_id", "until_on"),
    )
    __title__ = _l("Delegation")
    __labels__: ClassVar[dict[str, Any]] = {
        "user_id": _l("Of"),
        "delegate_id": _l("Delegate"),
        "from_on": _l("From"),
        "until_on": _l("Until before"),
    }

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    delegate_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(User, lazy="raise", foreign_keys=[user_id])
    delegate: Mapped[User] = relationship(User, lazy="raise", foreign_keys=[delegate_id])
