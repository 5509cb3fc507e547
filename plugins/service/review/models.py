"""What customers say of their orders."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.party.models import Party


class Review(Model):
    """One review of one order; a platform may give several orders the same review."""

    __tablename__ = "service_review"
    __table_args__ = (
        sa.UniqueConstraint("source", "external_key", "order_number"),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        sa.Index("ix_service_review_at", "reviewed_at", "id"),
        sa.Index("ix_service_review_score", "score", "reviewed_at", "id"),
        sa.Index("ix_service_review_party", "party_id", "reviewed_at", "id"),
    )

    source: Mapped[str] = mapped_column(sa.String(60))
    external_key: Mapped[str] = mapped_column(sa.String(60))
    order_number: Mapped[str] = mapped_column(sa.String(64))
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"))
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service_case.id"))
    score: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    reviewed_at: Mapped[datetime]

    party: Mapped[Party] = relationship(Party, lazy="raise")
