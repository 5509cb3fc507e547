"""Questions asked of the calendar; each returns a Select."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select

from core.calendar.models import Hours, SpecialDay


def hours() -> Select[Hours]:
    """The hours of the weekdays that somebody has set."""
    return select(Hours).order_by(Hours.weekday)


def entered(first: date, last: date) -> Select[SpecialDay]:
    """The days from one to another that people entered."""
    return select(SpecialDay).where(SpecialDay.day.between(first, last)).order_by(SpecialDay.day)


def on(day: date) -> Select[SpecialDay]:
    """What people entered for a day."""
    return select(SpecialDay).where(SpecialDay.day == day)
