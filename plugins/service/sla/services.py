"""What can be done with service levels.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.calendar import services as calendar
from core.calendar.rules import WorkingTime
from core.clock import local_date
from core.company import company
from core.errors import BusinessError
from core.setting.services import read
from core.user.models import User
from plugins.service.sla import queries
from plugins.service.sla.models import Level, Priority
from plugins.service.sla.rules import Clock, Leg, Mark, Runs, consumed, due, explained, runs

Targets = Mapping[Clock, timedelta]
# In minutes of working time, as long as nobody decided otherwise: first, next, resolution.
USUAL = {
    Priority.LOW: (480, 960, 4_800),
    Priority.NORMAL: (240, 480, 2_400),
    Priority.HIGH: (60, 120, 960),
    Priority.URGENT: (30, 60, 480),
}


@dataclass(frozen=True)
class Promise:
    """When the clocks ran, and when each promised time is over."""

    runs: Runs
    due: dict[Clock, datetime | None]


@dataclass(frozen=True)
class Told:
    """One clock of a case as people read it, and how the time that it took comes about."""

    clock: Clock
    target: timedelta
    taken: timedelta
    due_at: datetime | None
    is_running: bool
    is_late: bool
    legs: list[Leg]


def set_level(
    session: Session,
    *,
    priority: Priority,
    valid_from: date,
    first_minutes: int,
    next_minutes: int,
    resolution_minutes: int,
    by: User,
) -> Level:
    """Promise something else from a day on.

    :raises BusinessError: if something begins on that day already.
    """
    if session.scalar(queries.beginning(priority, valid_from)) is not None:
        raise BusinessError(
            _("A level of this priority begins on %(day)s already.", day=valid_from),
            field="valid_from",
        )
    level = Level(
        priority=priority,
        valid_from=valid_from,
        first_minutes=first_minutes,
        next_minutes=next_minutes,
        resolution_minutes=resolution_minutes,
    )
    session.add(level)
    session.flush()
    return level


def targets(session: Session, on: date) -> dict[Priority, Targets]:
    """Return what is promised for each priority on a day."""
    found = {one: _targets(*minutes) for one, minutes in USUAL.items()}
    for level in session.scalars(queries.valid(on)):
        found[level.priority] = _targets(
            level.first_minutes, level.next_minutes, level.resolution_minutes
        )
    return found


def _targets(*minutes: int) -> Targets:
    return {clock: timedelta(minutes=count) for clock, count in zip(Clock, minutes, strict=True)}


def working_days(session: Session, since: datetime) -> WorkingTime:
    """Return the calendar of the company from a moment on."""
    zone = company().zone
    first = local_date(since, zone)
    holidays = bool(read(session, "company.holidays")["company.holidays"])
    last = first + calendar.HORIZON * 2
    return calendar.working_time(session, first, last, zone=zone, holidays=holidays)


def promise(marks: Sequence[Mark], target: Targets, days: WorkingTime) -> Promise:
    """Return when the clocks ran and when the promised times are over."""
    found = runs(marks)
    return Promise(found, {clock: due(found.spans[clock], days, target[clock]) for clock in Clock})


def tell(
    session: Session, marks: Sequence[Mark], priority: Priority, *, on: date, now: datetime
) -> list[Told]:
    """Return the clocks that ever ran, each with the time that it took."""
    if not marks:
        return []
    days = working_days(session, min(mark.at for mark in marks))
    target = targets(session, on)[priority]
    promised = promise(marks, target, days)
    return [
        Told(
            clock,
            target[clock],
            taken := consumed(spans, days, now),
            promised.due[clock],
            promised.runs.is_running(clock),
            taken > target[clock],
            explained(spans, days, now),
        )
        for clock, spans in promised.runs.spans.items()
        if spans
    ]
