"""The SLA clock of rules.md §14: vectors and properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar.rules import WorkingTime, windows
from plugins.service.sla.rules import Clock, Mark, Span, What, consumed, due, explained, runs

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = WorkingTime([windows("09:00-12:00, 13:00-17:00")] * 5 + [()] * 2, ZONE)
HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, tzinfo=ZONE)


def at(hours: float, day: int = 0) -> datetime:
    return (MONDAY + timedelta(days=day, hours=hours)).astimezone(UTC)


def told(*marks: tuple[float, What]) -> list[Mark]:
    return [Mark(at(hours), what) for hours, what in marks]


def taken(clock: Clock, now: datetime, *marks: tuple[float, What]) -> timedelta:
    return consumed(runs(told(*marks)).spans[clock], OFFICE, now)


@pytest.mark.parametrize("what", [What.WAIT, What.CUSTOMER, What.RESUME])
def test_nothing_but_an_answer_of_a_person_stops_the_first_response(what):
    found = runs(told((9, What.OPENED), (10, what)))
    assert found.is_running(Clock.FIRST)


def test_an_answer_stops_the_first_response_and_a_second_one_changes_nothing():
    found = runs(told((9, What.OPENED), (10, What.REPLY), (11, What.REPLY)))
    assert found.spans[Clock.FIRST] == (Span(at(9), at(10)),)


def test_waiting_for_the_customer_stops_the_resolution_and_not_the_first_response():
    marks = [(9, What.OPENED), (10, What.WAIT), (11, What.RESUME)]
    assert taken(Clock.RESOLUTION, at(12), *marks) == 2 * HOUR
    assert taken(Clock.FIRST, at(12), *marks) == 3 * HOUR


def test_a_pause_counts_in_working_time():
    # Waited from 11 to 14: the lunch hour was no working time before the pause, nor is it now.
    marks = [(9, What.OPENED), (11, What.WAIT), (14, What.RESUME)]
    assert taken(Clock.RESOLUTION, at(17), *marks) == 5 * HOUR


def test_a_next_response_is_owed_only_while_the_customer_spoke_last():
    marks = [(9, What.OPENED), (10, What.REPLY), (11, What.CUSTOMER), (14, What.CUSTOMER)]
    assert taken(Clock.NEXT, at(15), *marks) == 3 * HOUR  # since the first of both, without lunch
    answered = runs(told(*marks, (15, What.REPLY)))
    assert not answered.is_running(Clock.NEXT)
    assert answered.turn == 1


def test_each_turn_of_the_customer_has_a_clock_of_its_own():
    marks = [(9, What.OPENED), (9, What.REPLY), (10, What.CUSTOMER), (11, What.REPLY)]
    found = runs(told(*marks, (14, What.CUSTOMER)))
    assert (found.spans[Clock.NEXT], found.turn) == ((Span(at(14)),), 2)


def test_before_the_first_response_there_is_no_next_one():
    assert not runs(told((9, What.OPENED), (10, What.CUSTOMER))).is_running(Clock.NEXT)


def test_a_resolution_stops_all_clocks_and_reopening_goes_on_with_the_time_that_was_taken():
    marks = [(9, What.OPENED), (11, What.RESOLVED)]
    assert not any(runs(told(*marks)).is_running(clock) for clock in Clock)
    assert taken(Clock.RESOLUTION, at(17), *marks) == 2 * HOUR
    again = (*marks, (15, What.REOPENED))
    assert taken(Clock.RESOLUTION, at(16), *again) == 3 * HOUR
    assert due(runs(told(*again)).spans[Clock.RESOLUTION], OFFICE, 3 * HOUR) == at(16)


def test_what_was_opened_before_a_weekend_is_due_after_it():
    opened = datetime(2026, 11, 20, 16, 30, tzinfo=ZONE).astimezone(UTC)  # a Friday
    assert due((Span(opened),), OFFICE, HOUR) == datetime(2026, 11, 23, 9, 30, tzinfo=ZONE)


def test_what_was_late_stays_late_at_the_same_moment():
    spans = (Span(at(9), at(11)), Span(at(14)))
    assert due(spans, OFFICE, HOUR) == at(10)


def test_a_clock_that_stopped_in_time_is_due_at_no_time():
    assert due((Span(at(9), at(10)),), OFFICE, HOUR) is None


def test_the_explanation_adds_up_and_shows_the_pauses():
    spans = (Span(at(9), at(11)), Span(at(14)))
    legs = explained(spans, OFFICE, at(16))
    assert [leg.is_running for leg in legs] == [True, False, True]
    assert sum((leg.counted for leg in legs), timedelta()) == consumed(spans, OFFICE, at(16))
    assert all(one.end == other.start for one, other in pairwise(legs))


MINUTES = st.integers(0, 14 * 24 * 60)
KINDS = st.sampled_from([one for one in What if one is not What.OPENED])
STORIES = st.lists(st.tuples(MINUTES, KINDS), max_size=12)


def story(marks: list[tuple[int, What]]) -> list[Mark]:
    opened = [Mark(at(0), What.OPENED)]
    return opened + [Mark(at(0) + timedelta(minutes=minutes), what) for minutes, what in marks]


@settings(max_examples=60, deadline=None)
@given(marks=STORIES, first=MINUTES, second=MINUTES)
def test_consumed_time_never_shrinks_and_never_passes_working_time(marks, first, second):
    early, late = (at(0) + timedelta(minutes=one) for one in sorted((first, second)))
    for spans in runs(story(marks)).spans.values():
        before, after = consumed(spans, OFFICE, early), consumed(spans, OFFICE, late)
        assert timedelta() <= before <= after
        assert after - before <= OFFICE.elapsed(early, late)


@settings(max_examples=60, deadline=None)
@given(start=MINUTES, cut=MINUTES, end=MINUTES)
def test_a_cut_adds_and_takes_nothing(start, cut, end):
    first, middle, last = (at(0) + timedelta(minutes=one) for one in sorted((start, cut, end)))
    whole = consumed((Span(first, last),), OFFICE, last)
    assert consumed((Span(first, middle), Span(middle, last)), OFFICE, last) == whole


@settings(max_examples=60, deadline=None)
@given(marks=STORIES, pause=MINUTES, length=st.integers(1, 3_000))
def test_a_pause_takes_away_exactly_its_working_time(marks, pause, length):
    since = at(0) + timedelta(minutes=pause)
    until = since + timedelta(minutes=length)
    end = at(0, day=30)
    plain = consumed((Span(at(0)),), OFFICE, end)
    paused = [Mark(at(0), What.OPENED), Mark(since, What.WAIT), Mark(until, What.RESUME)]
    left = consumed(runs(paused).spans[Clock.RESOLUTION], OFFICE, end)
    assert plain - left == OFFICE.elapsed(since, until)


@settings(max_examples=60, deadline=None)
@given(marks=STORIES, minutes=st.integers(1, 3_000))
def test_at_the_deadline_exactly_the_promised_time_is_taken(marks, minutes):
    target = timedelta(minutes=minutes)
    for spans in runs(story(marks)).spans.values():
        over_at = due(spans, OFFICE, target) if spans else None
        if over_at is not None:
            assert consumed(spans, OFFICE, over_at) == target
