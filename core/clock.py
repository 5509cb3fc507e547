"""Instants, business days and periods; the only module that reads the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

HALF_MONTH = 16  # the second half of a month begins on this day


def now() -> datetime:
    """Tell the present instant, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: ZoneInfo | str) -> date:
    """Tell the business day that it is now in the zone."""
    return local_date(now(), zone)


def local_date(instant: datetime, zone: ZoneInfo | str) -> date:
    """Tell the day on which an instant falls in the zone.

    :raises ValueError: for a naive time, which is not an instant.
    """
    if instant.tzinfo is None:
        raise ValueError(f"A time without a zone is not an instant: {instant}")
    return instant.astimezone(_zone(zone)).date()


def from_local(naive: datetime, zone: ZoneInfo | str) -> datetime:
    """Turn a wall-clock time of the zone into an instant in UTC.

    A time that the clocks show twice (the hour repeated when summer time ends) means its first
    occurrence. A time that they skip (the hour lost when summer time begins) is shifted forward
    by the length of the gap, as if the clocks had been put forward a moment later. Both are
    what PEP 495 defines for ``fold=0``, so that the same file always gives the same instants.

    :raises ValueError: for a time that already has a zone.
    """
    if naive.tzinfo is not None:
        raise ValueError(f"A time with a zone is not a wall-clock time: {naive}")
    return naive.replace(tzinfo=_zone(zone), fold=0).astimezone(UTC)


def month_of(day: date) -> Period:
    """Tell the calendar month that contains the day."""
    first = day.replace(day=1)
    return Period(first, _next_month(first))


class PeriodKind(Enum):
    """How a period lies in the calendar."""

    MONTH = "month"
    HALF_MONTH = "half_month"
    WEEK = "week"
    CUSTOM = "custom"


@dataclass(frozen=True)
class Period:
    """The days from ``start`` up to, not including, ``end``: no day belongs to two periods."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period without a day."""
        if not self.start < self.end:
            raise ValueError(f"A period must end after its start, not {self.start} to {self.end}.")

    @property
    def kind(self) -> PeriodKind:
        """How the period lies in the calendar: a whole month, a half, a week, or custom."""
        first = self.start.replace(day=1)
        middle = self.start.replace(day=HALF_MONTH)
        following = _next_month(first)
        if (self.start, self.end) == (first, following):
            return PeriodKind.MONTH
        if (self.start, self.end) in {(first, middle), (middle, following)}:
            return PeriodKind.HALF_MONTH
        if self.start.weekday() == 0 and self.end - self.start == timedelta(days=7):
            return PeriodKind.WEEK
        return PeriodKind.CUSTOM

    def contains(self, day: date) -> bool:
        """Tell whether the day lies inside the period."""
        return self.start <= day < self.end

    def overlaps(self, other: Period) -> bool:
        """Tell whether some day lies inside both periods."""
        return self.start < other.end and other.start < self.end


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _zone(zone: ZoneInfo | str) -> ZoneInfo:
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone)
