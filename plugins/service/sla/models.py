"""Service levels: what is promised for each priority, from a day on."""

from __future__ import annotations

import enum
from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped

from core.db import Model
from core.states import words


class Priority(enum.Enum):
    """How much a case presses."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


PRIORITIES = {
    Priority.LOW: (_l("Low"), "secondary"),
    Priority.NORMAL: (_l("Normal"), "azure"),
    Priority.HIGH: (_l("High"), "orange"),
    Priority.URGENT: (_l("Urgent"), "red"),
}


class Level(Model):
    """What is promised in minutes of working time; it holds until the next one begins."""

    __tablename__ = "service_sla"
    __audited__ = True
    __title__ = _l("Service level")
    __labels__: ClassVar = {
        "priority": _l("Priority"),
        "valid_from": _l("From"),
        "first_minutes": _l("First response"),
        "next_minutes": _l("Next response"),
        "resolution_minutes": _l("Resolution"),
    }
    __words__: ClassVar = {"priority": words(PRIORITIES)}
    __table_args__ = (
        sa.UniqueConstraint("priority", "valid_from"),
        sa.CheckConstraint(
            "first_minutes > 0 AND next_minutes > 0 AND resolution_minutes > 0", name="positive"
        ),
        sa.Index("ix_service_sla_from", "valid_from", "id"),
    )

    priority: Mapped[Priority]
    valid_from: Mapped[date]
    first_minutes: Mapped[int]
    next_minutes: Mapped[int]
    resolution_minutes: Mapped[int]

    def __str__(self) -> str:
        return f"{PRIORITIES[self.priority][0]} {self.valid_from}"
