"""What users have been told."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model

UNREAD = sa.text("read_at IS NULL")


class Notification(Model):
    """One user is told of one thing; the same thing waits to be read only once."""

    __tablename__ = "core_notification"
    __table_args__ = (
        sa.Index("ix_core_notification_user", "user_id", "at", "id"),
        sa.Index(
            "ix_core_notification_unread",
            "user_id",
            "notice",
            "record_id",
            unique=True,
            sqlite_where=UNREAD,
            postgresql_where=UNREAD,
        ),
        sa.Index("ix_core_notification_record", "record_id", "notice"),
        sa.Index("ix_core_notification_at", "at", "id"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id", ondelete="CASCADE"))
    notice: Mapped[str] = mapped_column(sa.String(100))
    record_id: Mapped[int] = mapped_column(sa.BigInteger)
    label: Mapped[str] = mapped_column(sa.String(200))
    actor_name: Mapped[str] = mapped_column(sa.String(100))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
