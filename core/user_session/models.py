"""Sessions of users."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.user_session.rules import device

AGENT_LENGTH = 300


class UserSession(Model):
    """One browser in which a user is signed in; of its secret only the digest is kept."""

    __tablename__ = "core_user_session"
    __table_args__ = (
        sa.Index("ix_core_user_session_user_id", "user_id", "used_at"),
        sa.CheckConstraint("used_at >= begun_at AND expires_at > used_at", name="order_of_times"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    address: Mapped[str] = mapped_column(sa.String(45))
    agent: Mapped[str] = mapped_column(sa.String(AGENT_LENGTH))
    is_kept: Mapped[bool]
    begun_at: Mapped[datetime]
    used_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    def __str__(self) -> str:
        browser, system = device(self.agent)
        if browser and system:
            return _("%(browser)s on %(system)s", browser=browser, system=system)
        return browser or system or _("Unknown device")
