"""Questions asked of service levels; each returns a Select."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select

from plugins.service.sla.models import Level, Priority


def all_levels() -> Select[Level]:
    """Every service level."""
    return select(Level)


def valid(on: date) -> Select[Level]:
    """The levels that have begun by a day, the latest last."""
    return select(Level).where(Level.valid_from <= on).order_by(Level.valid_from)


def beginning(priority: Priority, on: date) -> Select[Level]:
    """The level of a priority that begins on a day."""
    return select(Level).where(Level.priority == priority, Level.valid_from == on)
