"""What can be done with the calendar.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.calendar import queries, rules
from core.calendar.models import Hours, SpecialDay
from core.calendar.rules import WorkingTime
from core.clock import local_date
from core.company import company
from core.errors import BusinessError
from core.setting.services import read
from core.user.models import User

HORIZON = timedelta(days=400)  # beyond it weekdays count


@dataclass(frozen=True)
class Told:
    """A day that is not as its weekday says, and why."""

    day: date
    is_working: bool
    name: str
    entered_id: int | None = None


def hours(session: Session) -> list[str]:
    """Return the hours of each weekday, Monday first, as people type them."""
    found = dict(enumerate(rules.DEFAULT_HOURS))
    found |= {one.weekday: one.text for one in session.scalars(queries.hours())}
    return [found[weekday] for weekday in range(rules.WEEK)]


def special_days(session: Session, first: date, last: date, *, holidays: bool) -> list[Told]:
    """Return the days from one to another that differ; what people entered counts.

    :param holidays: whether the public holidays and make-up workdays of China count.
    """
    found = {one.day: one for one in _public(first, last)} if holidays else {}
    found |= {
        one.day: Told(one.day, one.is_working, one.name, one.id)
        for one in session.scalars(queries.entered(first, last))
    }
    return [found[day] for day in sorted(found)]


def working_time(
    session: Session, first: date, last: date, *, zone: ZoneInfo, holidays: bool
) -> WorkingTime:
    """Return the calendar of the days from one to another; beyond them weekdays count."""
    return WorkingTime(
        [rules.windows(text) for text in hours(session)],
        zone,
        {one.day: one.is_working for one in special_days(session, first, last, holidays=holidays)},
    )


def deadline(session: Session, start: datetime, working: timedelta) -> datetime:
    """Return when so much of the company's working time has passed since a moment, in UTC.

    :raises ValueError: if it does not pass within ten years.
    """
    zone = company().zone
    first = local_date(start, zone)
    holidays = bool(read(session, "company.holidays")["company.holidays"])
    days = working_time(session, first, first + HORIZON, zone=zone, holidays=holidays)
    return days.deadline(start, working)


def is_known(year: int) -> bool:
    """Return whether the public holidays of a year are known.

    The State Council announces them in the autumn before.
    """
    import chinese_calendar

    known = chinese_calendar.holidays
    return bool(min(known).year <= year <= max(known).year)


def _public(first: date, last: date) -> list[Told]:
    import chinese_calendar

    found = []
    for day, name in chinese_calendar.holidays.items():
        if first <= day <= last:
            found.append(Told(day, False, _holiday(name)))
    for day, name in chinese_calendar.workdays.items():
        if first <= day <= last:
            found.append(Told(day, True, _holiday(name)))
    return found


def _holiday(name: str) -> str:
    words = {
        "New Year's Day": _("New Year's Day"),
        "Spring Festival": _("Spring Festival"),
        "Tomb-sweeping Day": _("Tomb-sweeping Day"),
        "Labour Day": _("Labour Day"),
        "Dragon Boat Festival": _("Dragon Boat Festival"),
        "National Day": _("National Day"),
        "Mid-autumn Festival": _("Mid-autumn Festival"),
    }
    return words.get(name, name)


def set_hours(session: Session, texts: Sequence[str], *, by: User) -> None:
    """Set when people work on each weekday, Monday first.

    :raises BusinessError: naming the day whose hours cannot be read, or if nobody ever works.
    """
    for weekday, text in enumerate(texts):
        try:
            rules.windows(text)
        except ValueError as error:
            raise BusinessError(
                _("Write hours such as 09:00-12:00, 13:00-18:00, not %(text)s.", text=error),
                field=f"day{weekday}",
            ) from error
    if not any(rules.windows(text) for text in texts):
        raise BusinessError(_("Somebody has to work on some day."), field="day0")
    stored = {one.weekday: one for one in session.scalars(queries.hours())}
    for weekday, text in enumerate(texts):
        if weekday in stored:
            stored[weekday].text = text.strip()
        else:
            session.add(Hours(weekday=weekday, text=text.strip()))
    session.flush()


def set_day(session: Session, *, day: date, is_working: bool, name: str, by: User) -> SpecialDay:
    """Enter a day that differs, or change what was entered for it."""
    row = session.scalar(queries.on(day)) or SpecialDay(day=day)
    row.is_working, row.name = is_working, name.strip()
    session.add(row)
    session.flush()
    return row


def forget_day(session: Session, row: SpecialDay, *, by: User) -> None:
    """Let a day be again what its weekday and the holidays say."""
    session.delete(row)
    session.flush()


def year_of(year: int) -> tuple[date, date]:
    """Return the first and the last day of a year."""
    return date(year, 1, 1), date(year + 1, 1, 1) - timedelta(days=1)
