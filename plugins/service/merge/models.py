"""Merges of archives; an undone one stays to be seen."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.party.models import Party


class Merge(Model):
    """Two archives kept as one; both parties were heads when it happened."""

    __tablename__ = "service_merge"
    __audited__ = True
    __named_after__ = ("merged_id", "kept_id")
    __title__ = _l("Merge")
    __labels__: ClassVar = {
        "kept_id": _l("Kept under"),
        "merged_id": _l("Merged"),
        "undone_at": _l("Undone"),
        "is_automatic": _l("Merged by itself"),
        "merged_at": _l("Merged at"),
    }
    __table_args__ = (
        sa.CheckConstraint("kept_id <> merged_id", name="two"),
        sa.Index(
            "uq_service_merge_alive",
            "merged_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
        sa.Index("ix_service_merge_kept", "kept_id"),
    )

    kept_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id", ondelete="CASCADE"))
    merged_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    is_automatic: Mapped[bool] = mapped_column(default=False)
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    kept: Mapped[Party] = relationship(Party, lazy="raise", foreign_keys=[kept_id])
    merged: Mapped[Party] = relationship(Party, lazy="raise", foreign_keys=[merged_id])

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"
