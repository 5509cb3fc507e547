"""How users arrange the cards of the first page."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model

KEY_LENGTH = 100
WIDTHS = (1, 2, 4)  # quarters of the page


class CardPlace(Model):
    """Where one user wants a card, how wide, or not at all."""

    __tablename__ = "core_dashboard_card"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "card"),
        sa.CheckConstraint("width IN (1, 2, 4)", name="width"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id", ondelete="CASCADE"))
    card: Mapped[str] = mapped_column(sa.String(KEY_LENGTH))
    position: Mapped[int]
    is_hidden: Mapped[bool]
    width: Mapped[int]

    def __str__(self) -> str:
        return self.card
