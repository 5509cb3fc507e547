"""Files that hang on records."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import files
from core.attachment.rules import KINDS, Kind
from core.db import Model
from core.user.models import User

PRESENT = sa.text("digest IS NOT NULL")


class Attachment(Model):
    """A file with a record; of a deleted one the content is gone and the rest stays.

    ``target`` is what plugins call the page of the record, such as ``finance.settlement``;
    ``url`` is its path and ``table`` where the record lies.
    """

    __tablename__ = "core_attachment"
    __audited__ = True
    __table_args__ = (
        sa.Index("ix_core_attachment_record", "target", "record_id", "id"),
        sa.Index(
            "uq_core_attachment_content",
            "target",
            "record_id",
            "digest",
            unique=True,
            sqlite_where=PRESENT,
            postgresql_where=PRESENT,
        ),
        sa.CheckConstraint("size > 0", name="size"),
        sa.CheckConstraint("(digest IS NULL) = (deleted_at IS NOT NULL)", name="deleted"),
    )
    __title__ = _l("Attachment")
    __labels__: ClassVar[dict[str, Any]] = {
        "size": _l("Size"),
        "digest": _l("Content"),
        "deleted_at": _l("Deleted"),
    }

    target: Mapped[str] = mapped_column(sa.String(100))
    record_id: Mapped[int] = mapped_column(sa.BigInteger)
    label: Mapped[str] = mapped_column(sa.String(200))
    url: Mapped[str] = mapped_column(sa.String(500))
    table: Mapped[str] = mapped_column(sa.String(100))
    name: Mapped[str] = mapped_column(sa.String(150))
    kind: Mapped[str] = mapped_column(sa.String(20))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    digest: Mapped[str | None] = mapped_column(sa.String(64), index=True, info=files.STORED)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), index=True)
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"), index=True)

    author: Mapped[User] = relationship(User, lazy="raise", foreign_keys=[author_id])
    deleted_by: Mapped[User | None] = relationship(User, lazy="raise", foreign_keys=[deleted_by_id])

    def __str__(self) -> str:
        return self.name

    @property
    def facts(self) -> Kind:
        """What there is to know of its kind."""
        return KINDS[self.kind]
