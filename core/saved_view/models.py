"""Saved views."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.user.models import User

TITLE_LENGTH, PATH_LENGTH, ARGS_LENGTH = 100, 200, 2_000


class SavedView(Model):
    """What one user wants to see of a list again; colleagues see it too if it is shared."""

    __tablename__ = "core_saved_view"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "path", "title"),
        sa.Index("ix_core_saved_view_path", "path", "is_shared", "title", "id"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id", ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(sa.String(PATH_LENGTH))
    args: Mapped[str] = mapped_column(sa.String(ARGS_LENGTH))
    title: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH))
    is_shared: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship(User, lazy="raise")

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        """The address of the list as it was saved."""
        return f"{self.path}?{self.args}" if self.args else self.path
