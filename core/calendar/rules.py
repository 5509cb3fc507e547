"""Working time: how much of it lies between two moments, and when some of it is over.

Source: rules.md §14 (SLA clock).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = 7
DAY_MINUTES = 24 * 60
LONGEST = timedelta(days=3660)
SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
OFFICE = "09:00-18:00"
DEFAULT_HOURS = (OFFICE,) * 5 + ("",) * 2


@dataclass(frozen=True)
class Window:
    """A part of a day in which somebody works, in minutes since midnight; the end is outside."""

    start: int
    end: int


def windows(text: str) -> tuple[Window, ...]:
    """Read the hours of a day as people type them: ``09:00-12:00, 13:00-18:00``; empty is closed.

    :raises ValueError: if that is something else, or windows overlap or end before they start.
    """
    found: list[Window] = []
    for part in filter(None, (one.strip() for one in re.split("[,，;；]", text))):
        match = SPAN.fullmatch(re.sub("[–—~～至]", "-", part).replace("：", ":").replace(" ", ""))
        if match is None:
            raise ValueError(part)
        hours = [int(one) for one in match.groups()]
        window = Window(hours[0] * 60 + hours[1], hours[2] * 60 + hours[3])
        after = found[-1].end if found else 0
        if not after <= window.start < window.end <= DAY_MINUTES:
            raise ValueError(part)
        found.append(window)
    return tuple(found)


@dataclass(frozen=True)
class WorkingTime:
    """The hours of each weekday, Monday first, and the days that differ.

    :param days: a day that is worked on though its weekday is free, or the other way round.
    """

    hours: Sequence[tuple[Window, ...]]
    zone: ZoneInfo
    days: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Return whether somebody works on a day."""
        return bool(self._windows(day))

    def add_days(self, day: date, count: int) -> date:
        """Return the working day that is the ``count``-th after a day.

        :raises ValueError: if there is none within ten years.
        """
        for after in range(1, LONGEST.days):
            one = day + timedelta(days=after)
            count -= self.is_working(one)
            if count <= 0 and self.is_working(one):
                return one
        raise ValueError("Nobody ever works.")

    def elapsed(
        self, start: datetime, end: datetime, paused: Iterable[tuple[datetime, datetime]] = ()
    ) -> timedelta:
        """Return the working time in [start, end) outside the pauses, which do not overlap."""
        total = sum(
            (min(end, closes) - max(start, opens) for opens, closes in self._spans(start, end)),
            timedelta(),
        )
        within = [(max(start, since), min(end, until)) for since, until in paused]
        return total - sum(
            (self.elapsed(since, until) for since, until in within if since < until), timedelta()
        )

    def deadline(self, start: datetime, working: timedelta) -> datetime:
        """Return the earliest moment at which so much working time has passed, in UTC.

        :raises ValueError: if it does not pass within ten years.
        """
        if not working:
            return start.astimezone(UTC)
        for opens, closes in self._spans(start, start + LONGEST):
            begins = max(start, opens)
            if working <= closes - begins:
                return (begins + working).astimezone(UTC)
            working -= closes - begins
        raise ValueError("Nobody ever works.")

    def _windows(self, day: date) -> tuple[Window, ...]:
        usual = self.hours[day.weekday()]
        works = self.days.get(day, bool(usual))
        if not works:
            return ()
        # A make-up workday on a free weekday has the hours of the first day that has any.
        return usual or next((one for one in self.hours if one), ())

    def _spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Tell when somebody works between two moments, in order and in UTC."""
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        while day <= last:
            for window in self._windows(day):
                opens, closes = self._at(day, window.start), self._at(day, window.end)
                if opens < end and closes > start:
                    yield opens, closes
            day += timedelta(days=1)

    def _at(self, day: date, minutes: int) -> datetime:
        midnight = datetime.combine(day, time.min)
        return (midnight + timedelta(minutes=minutes)).replace(tzinfo=self.zone).astimezone(UTC)
