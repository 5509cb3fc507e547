"""Working time, by the vectors and the properties of rules.md §14."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar.rules import DEFAULT_HOURS, Window, WorkingTime, windows

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = [windows("09:00-17:00")] * 5 + [()] * 2
LUNCH = [windows("09:00-12:00, 13:00-18:00")] * 6 + [()]
FRIDAY = date(2026, 11, 20)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("start", "working", "end"),
    [
        ("2026-11-20 16:30", 1, "2026-11-23 09:30"),  # chatwoot#13392
        ("2026-11-20 16:00", 1, "2026-11-20 17:00"),  # exactly at close is that close
        ("2026-11-21 11:00", 1, "2026-11-23 10:00"),  # outside hours the clock waits
        ("2026-11-20 03:00", 8, "2026-11-20 17:00"),
        ("2026-11-20 09:00", 16, "2026-11-23 17:00"),
    ],
)
def test_a_deadline_counts_working_hours_only(start, working, end) -> None:
    assert WorkingTime(OFFICE, SHANGHAI).deadline(at(start), hours(working)) == at(end)


def test_holidays_do_not_count_and_make_up_days_do() -> None:
    days = {date(2026, 11, 23): False, date(2026, 11, 22): True}
    office = WorkingTime(OFFICE, SHANGHAI, days)
    assert office.deadline(at("2026-11-20 16:30"), hours(1)) == at("2026-11-22 09:30")
    assert office.deadline(at("2026-11-20 16:30"), hours(9)) == at("2026-11-24 09:30")
    assert office.add_days(FRIDAY, 2) == date(2026, 11, 24)


def test_a_break_and_a_pause_do_not_count() -> None:
    office = WorkingTime(LUNCH, SHANGHAI)
    start, end = at("2026-11-20 11:00"), at("2026-11-20 14:00")
    assert office.elapsed(start, end) == hours(2)
    pause = (at("2026-11-20 11:30"), at("2026-11-20 13:30"))  # an hour of it is lunch
    assert office.elapsed(start, end, [pause]) == hours(1)


def test_a_day_with_summer_time_has_the_hours_that_it_has() -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    night = WorkingTime([windows("00:00-24:00")] * 7, zone)
    start = datetime(2018, 11, 3, 12, tzinfo=zone)  # at midnight the clocks went an hour forward
    assert night.elapsed(start, datetime(2018, 11, 4, 12, tzinfo=zone)) == hours(23)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("9:00-17:30", (Window(540, 1050),)),
        ("09：00–12：00， 13:00 至 18:00", (Window(540, 720), Window(780, 1080))),
        ("00:00-24:00", (Window(0, 1440),)),
    ],
)
def test_hours_are_read_as_people_type_them(text, found) -> None:
    assert windows(text) == found


@pytest.mark.parametrize(
    "text", ["9-17", "17:00-09:00", "09:00-12:00, 11:00-13:00", "09:00-25:00", "all day"]
)
def test_hours_that_are_none_are_refused(text) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        windows(text)


def test_where_nobody_works_nothing_is_ever_due() -> None:
    closed = WorkingTime([()] * 7, SHANGHAI)
    with pytest.raises(ValueError, match="Nobody"):
        closed.deadline(at("2026-11-20 12:00"), hours(1))
    with pytest.raises(ValueError, match="Nobody"):
        closed.add_days(FRIDAY, 1)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
special = st.dictionaries(
    st.dates(date(2025, 12, 30), date(2026, 4, 30)), st.booleans(), max_size=12
)


@given(moments, moments, moments, special)
def test_working_time_adds_up_and_never_runs_back(a, b, c, days) -> None:
    a, b, c = sorted((a, b, c))
    office = WorkingTime(LUNCH, SHANGHAI, days)
    assert office.elapsed(a, c) == office.elapsed(a, b) + office.elapsed(b, c)
    assert timedelta() <= office.elapsed(a, b) <= b - a


@given(moments, st.timedeltas(timedelta(seconds=1), hours(200)), special)
def test_a_deadline_is_the_first_moment_at_which_the_time_has_passed(start, working, days) -> None:
    office = WorkingTime(LUNCH, SHANGHAI, days)
    end = office.deadline(start, working)
    assert office.elapsed(start, end) == working
    assert office.elapsed(start, end - timedelta(microseconds=1)) < working


def test_the_office_is_open_from_monday_to_friday() -> None:
    usual = [windows(text) for text in DEFAULT_HOURS]
    week = [WorkingTime(usual, SHANGHAI).is_working(date(2026, 11, day)) for day in range(16, 23)]
    assert week == [True] * 5 + [False] * 2
