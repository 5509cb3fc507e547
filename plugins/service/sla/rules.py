"""The clocks of a case: when they run, how much working time they have taken, when it is over.

Source: rules.md §14.  Every figure is made anew from what happened, so nothing that is changed
later (priority, level, calendar) can lose time that was taken before.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.calendar.rules import WorkingTime


class What(enum.Enum):
    """What moves the clocks."""

    OPENED = "opened"
    CUSTOMER = "customer"
    REPLY = "reply"
    WAIT = "wait"
    RESUME = "resume"
    RESOLVED = "resolved"
    REOPENED = "reopened"


class Clock(enum.Enum):
    """Which promise is measured."""

    FIRST = "first"
    NEXT = "next"
    RESOLUTION = "resolution"


@dataclass(frozen=True)
class Mark:
    """Something that happened to a case."""

    at: datetime
    what: What


@dataclass(frozen=True)
class Span:
    """A time in which a clock runs; without an end it still runs."""

    start: datetime
    end: datetime | None = None


@dataclass
class Runs:
    """When each clock ran.

    ``turn`` counts how often the customer spoke after an answer; the clock of the next response
    is that of the latest turn.
    """

    spans: dict[Clock, tuple[Span, ...]] = field(default_factory=lambda: dict.fromkeys(Clock, ()))
    turn: int = 0

    def start(self, clock: Clock, at: datetime) -> None:
        """Let a clock run from a moment on, if it does not run."""
        if not self.is_running(clock):
            self.spans[clock] += (Span(at),)

    def stop(self, clock: Clock, at: datetime) -> None:
        """Let a clock stand still from a moment on, if it runs."""
        if self.is_running(clock):
            *before, last = self.spans[clock]
            self.spans[clock] = (*before, Span(last.start, at))

    def is_running(self, clock: Clock) -> bool:
        """Return whether a clock runs."""
        return bool(self.spans[clock]) and self.spans[clock][-1].end is None


def runs(marks: Iterable[Mark]) -> Runs:
    """Return when the clocks ran.

    Only an answer of a person that the customer sees stops the clock of the first response.
    Waiting for the customer stops that of the resolution alone.
    """
    found = Runs()
    is_answered = is_waiting = is_resolved = customer_spoke = False
    for mark in sorted(marks, key=lambda one: one.at):
        if mark.what is What.OPENED:
            found.start(Clock.FIRST, mark.at)
        elif mark.what is What.CUSTOMER:
            if is_answered and not customer_spoke:
                found.spans[Clock.NEXT], found.turn = (), found.turn + 1
            customer_spoke = True
        elif mark.what is What.REPLY:
            is_answered, customer_spoke = True, False
        elif mark.what is What.WAIT:
            is_waiting = True
        elif mark.what is What.RESUME:
            is_waiting = False
        else:
            is_resolved, is_waiting = mark.what is What.RESOLVED, False
        wanted = {
            Clock.FIRST: not is_resolved and not is_answered,
            Clock.NEXT: not is_resolved and is_answered and customer_spoke,
            Clock.RESOLUTION: not is_resolved and not is_waiting,
        }
        for clock, is_wanted in wanted.items():
            (found.start if is_wanted else found.stop)(clock, mark.at)
    return found


def consumed(spans: Sequence[Span], days: WorkingTime, now: datetime) -> timedelta:
    """Return the working time that a clock has taken until now."""
    total = timedelta()
    for span in spans:
        end = min(span.end or now, now)
        if span.start < end:
            total += days.elapsed(span.start, end)
    return total


def due(spans: Sequence[Span], days: WorkingTime, target: timedelta) -> datetime | None:
    """Return when the promised time is or was over; None if the clock stopped before that."""
    left = target
    for span in spans:
        if span.end is None:
            return days.deadline(span.start, left)
        taken = days.elapsed(span.start, span.end)
        if taken > left:
            return days.deadline(span.start, left)
        left -= taken
    return None


@dataclass(frozen=True)
class Leg:
    """A stretch of a clock as people read it: from when to when, and how much of it counts."""

    start: datetime
    end: datetime
    counted: timedelta
    is_running: bool


def explained(spans: Sequence[Span], days: WorkingTime, now: datetime) -> list[Leg]:
    """Return how the consumed time comes about, with the pauses between."""
    legs: list[Leg] = []
    for span in spans:
        if legs and legs[-1].end < span.start:
            legs.append(Leg(legs[-1].end, span.start, timedelta(), False))
        end = max(span.start, span.end or now)
        legs.append(Leg(span.start, end, days.elapsed(span.start, end), True))
    return legs
