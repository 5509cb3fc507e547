"""What the service department keeps of a customer beside the party of the core."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.party.models import Party
from plugins.service.identity.models import SOURCES


class Customer(Model):
    """A party in the archive.

    ``head_id`` is the party under which the archive is kept: its own, or that of the customer
    that it was merged into.  Records stay with the party that they came with, so that a merge
    that was wrong is undone without loss.  ``is_merged`` says the same of the row alone: no
    database can tell how often two columns differ, and would read all of them for one page.
    """

    __tablename__ = "service_customer"
    __audited__ = True
    __audited_under__ = "party_id"
    __named_after__ = ("party_id",)
    __title__ = _l("Customer archive")
    __labels__: ClassVar = {
        "party_id": _l("Customer"),
        "head_id": _l("Kept under"),
        "source": _l("Source"),
        "known_at": _l("Known since"),
        "is_merged": _l("Merged"),
    }
    __words__: ClassVar = {"source": SOURCES}
    __table_args__ = (
        sa.Index("ix_service_customer_head", "head_id", "party_id"),
        sa.Index(
            "ix_service_customer_merged",
            "party_id",
            sqlite_where=sa.text("is_merged"),
            postgresql_where=sa.text("is_merged"),
        ),
        sa.CheckConstraint("is_merged = (head_id <> party_id)", name="merged"),
    )

    party_id: Mapped[int] = mapped_column(
        sa.ForeignKey("core_party.id", ondelete="CASCADE"), unique=True
    )
    head_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(sa.String(60), default="")
    known_at: Mapped[datetime]
    is_merged: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    party: Mapped[Party] = relationship(Party, lazy="raise", foreign_keys=[party_id])

    def keep_under(self, head_id: int) -> None:
        """Keep the archive under a head, its own or another."""
        self.head_id, self.is_merged = head_id, head_id != self.party_id

    def __str__(self) -> str:
        return str(self.party_id)
