"""Favourites of users."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model

TITLE_LENGTH, URL_LENGTH = 200, 1_000


class Favourite(Model):
    """A page of the system that one user has starred, with its filters."""

    __tablename__ = "core_favourite"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "url"),
        sa.Index("ix_core_favourite_position", "user_id", "position", "id"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(sa.String(URL_LENGTH))
    title: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH))
    position: Mapped[int]

    def __str__(self) -> str:
        return self.title
