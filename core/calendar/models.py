"""The hours of each weekday, and the days that people entered."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class Hours(Model):
    """When people work on a weekday, 0 is Monday; an empty text is a free day."""

    __tablename__ = "core_calendar_hours"
    __table_args__ = (sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),)
    __audited__ = True
    __title__ = _l("Working hours")
    __labels__: ClassVar = {"weekday": _l("Weekday"), "text": _l("Hours")}

    weekday: Mapped[int] = mapped_column(unique=True)
    text: Mapped[str] = mapped_column(sa.String(100))

    def __str__(self) -> str:
        return f"{self.weekday + 1}: {self.text}"


class SpecialDay(Model):
    """A day that differs from its weekday, or from what the calendar of holidays says."""

    __tablename__ = "core_calendar_day"
    __audited__ = True
    __title__ = _l("Special day")
    __labels__: ClassVar = {"day": _l("Day"), "is_working": _l("Workday"), "name": _l("Reason")}

    day: Mapped[date] = mapped_column(unique=True)
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(sa.String(100), default="")

    def __str__(self) -> str:
        return self.day.isoformat()
