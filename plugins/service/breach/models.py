"""Promises that were not kept."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from plugins.service.sla.rules import Clock


class Breach(Model):
    """A promised time of a case that was over; people are told of each once.

    ``turn`` tells apart the next responses: each time that the customer spoke has its own.
    """

    __tablename__ = "service_breach"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "clock", "turn"),
        sa.Index("ix_service_breach_due", "due_at", "id"),
    )

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"))
    clock: Mapped[Clock]
    turn: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    told_at: Mapped[datetime]
