"""Comments on records."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.user.models import User

LONGEST = 4_000


class Comment(Versioned, Model):
    """What somebody said of a record; a deleted one leaves a trace.

    ``target`` is what plugins call the page of the record, such as ``finance.settlement``;
    ``url`` is its path and ``table`` where the record lies.
    """

    __tablename__ = "core_comment"
    __audited__ = True
    __table_args__ = (
        sa.Index("ix_core_comment_record", "target", "record_id", "id"),
        sa.CheckConstraint("body <> ''", name="body"),
    )
    __title__ = _l("Comment")
    __labels__: ClassVar[dict[str, Any]] = {"body": _l("Text"), "deleted_at": _l("Deleted")}

    target: Mapped[str] = mapped_column(sa.String(100))
    record_id: Mapped[int] = mapped_column(sa.BigInteger)
    label: Mapped[str] = mapped_column(sa.String(200))
    url: Mapped[str] = mapped_column(sa.String(500))
    table: Mapped[str] = mapped_column(sa.String(100), server_default="")
    body: Mapped[str] = mapped_column(sa.Text)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"), index=True)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    author: Mapped[User] = relationship(User, lazy="raise")

    def __str__(self) -> str:
        return self.label
