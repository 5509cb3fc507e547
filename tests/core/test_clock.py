"""Instants, business days and periods."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import Period, PeriodKind, from_local, local_date, month_of, now, today

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
periods = st.tuples(days, st.integers(1, 400)).map(
    lambda drawn: Period(drawn[0], drawn[0] + timedelta(days=drawn[1]))
)


def test_the_clock_tells_utc():
    assert now().utcoffset() == timedelta(0)


def test_the_day_is_the_day_of_the_zone():
    before, told, after = now(), today("Pacific/Kiritimati"), now()
    ahead = timedelta(hours=14)
    assert (before + ahead).date() <= told <= (after + ahead).date()


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        (datetime(2018, 1, 1, 1, 59, tzinfo=UTC), "America/Sao_Paulo", date(2017, 12, 31)),
        (datetime(2018, 1, 1, 2, 0, tzinfo=UTC), "America/Sao_Paulo", date(2018, 1, 1)),
        (datetime(2018, 1, 31, 16, 0, tzinfo=UTC), ZoneInfo("Asia/Shanghai"), date(2018, 2, 1)),
        (datetime(2018, 2, 1, 0, 0, tzinfo=SAO_PAULO), "UTC", date(2018, 2, 1)),
    ],
)
def test_an_instant_falls_on_the_day_of_the_zone(instant, zone, day):
    assert local_date(instant, zone) == day


@pytest.mark.parametrize(
    ("naive", "instant"),
    [
        (datetime(2018, 7, 1, 12, 0), datetime(2018, 7, 1, 15, 0, tzinfo=UTC)),
        (datetime(2018, 1, 1, 12, 0), datetime(2018, 1, 1, 14, 0, tzinfo=UTC)),  # summer time
        # Clocks went back at midnight: 23:41 came twice, at 01:41 and at 02:41 UTC.
        (datetime(2017, 2, 18, 23, 41), datetime(2017, 2, 19, 1, 41, tzinfo=UTC)),
        (datetime(2017, 2, 18, 23, 41, fold=1), datetime(2017, 2, 19, 1, 41, tzinfo=UTC)),
        # Clocks went forward at midnight: 00:30 never was, it means 01:30 of summer time.
        (datetime(2017, 10, 15, 0, 30), datetime(2017, 10, 15, 3, 30, tzinfo=UTC)),
    ],
)
def test_a_wall_clock_time_is_one_instant(naive, instant):
    assert from_local(naive, "America/Sao_Paulo") == instant


def test_a_skipped_time_keeps_its_day():
    assert local_date(from_local(datetime(2017, 10, 15), SAO_PAULO), SAO_PAULO).day == 15


@given(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)))
def test_a_wall_clock_time_never_changes_its_day(naive):
    assert local_date(from_local(naive, SAO_PAULO), SAO_PAULO) == naive.date()


def test_a_naive_time_is_no_instant():
    with pytest.raises(ValueError, match="without a zone"):
        local_date(datetime(2018, 1, 1), SAO_PAULO)


def test_an_instant_is_no_wall_clock_time():
    with pytest.raises(ValueError, match="with a zone"):
        from_local(datetime(2018, 1, 1, tzinfo=UTC), SAO_PAULO)


@pytest.mark.parametrize("end", [date(2018, 1, 1), date(2017, 12, 31)])
def test_a_period_ends_after_its_start(end):
    with pytest.raises(ValueError, match="end after its start"):
        Period(date(2018, 1, 1), end)


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2017, 12, 31), False),
        (date(2018, 1, 1), True),
        (date(2018, 1, 31), True),
        (date(2018, 2, 1), False),  # belongs to February
    ],
)
def test_a_period_has_its_start_but_not_its_end(day, inside):
    assert month_of(date(2018, 1, 15)).contains(day) is inside


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        ("2018-01-01", "2018-02-01", PeriodKind.MONTH),
        ("2016-02-01", "2016-03-01", PeriodKind.MONTH),  # a leap year
        ("2018-12-01", "2019-01-01", PeriodKind.MONTH),
        ("2018-01-01", "2018-01-16", PeriodKind.HALF_MONTH),
        ("2018-12-16", "2019-01-01", PeriodKind.HALF_MONTH),
        ("2018-01-29", "2018-02-05", PeriodKind.WEEK),  # a Monday
        ("2018-01-30", "2018-02-06", PeriodKind.CUSTOM),  # a Tuesday
        ("2018-01-01", "2018-01-15", PeriodKind.CUSTOM),
        ("2018-01-01", "2018-03-01", PeriodKind.CUSTOM),
        ("2018-01-16", "2018-02-16", PeriodKind.CUSTOM),
    ],
)
def test_a_period_knows_how_it_lies_in_the_calendar(start, end, kind):
    assert Period(date.fromisoformat(start), date.fromisoformat(end)).kind is kind


@given(days)
def test_every_day_belongs_to_one_month(day):
    month = month_of(day)
    assert month.contains(day)
    assert month.kind is PeriodKind.MONTH
    assert not month_of(month.end).overlaps(month)


@given(periods, periods)
def test_periods_overlap_when_they_share_a_day(one, other):
    shared = one.contains(other.start) or other.contains(one.start)
    assert one.overlaps(other) is other.overlaps(one) is shared
