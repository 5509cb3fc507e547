"""The row of a paper: of which records, who wants it, and where the file lies."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import files
from core.db import Model
from core.job.models import JobRow
from core.user.models import User


class Paper(Model):
    """A document on its way from the wish to the file; ``digest`` is None until it is made."""

    __tablename__ = "core_document"
    __table_args__ = (
        sa.Index("ix_core_document_created_at_id", "created_at", "id"),
        sa.CheckConstraint("(digest IS NULL) = (made_at IS NULL)", name="made"),
    )
    __title__ = _l("Document")

    name: Mapped[str] = mapped_column(sa.String(100))
    keys: Mapped[list[int]] = mapped_column(sa.JSON)
    label: Mapped[str] = mapped_column(sa.String(200))
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), index=True)
    created_at: Mapped[datetime]
    job_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("core_job.id", ondelete="SET NULL"), index=True
    )
    digest: Mapped[str | None] = mapped_column(sa.String(64), index=True, info=files.STORED)
    size: Mapped[int | None] = mapped_column(sa.BigInteger)
    made_at: Mapped[datetime | None]

    created_by: Mapped[User] = relationship(lazy="raise")
    job: Mapped[JobRow | None] = relationship(lazy="raise")

    def __str__(self) -> str:
        return self.label

    @property
    def file_name(self) -> str:
        """What the file is called once it leaves the house."""
        return f"{self.label}.pdf"
