from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from core.calendar import services

ENGLISH = {"Accept-Language": "en"}
URL = "/core/calendar/"
EDITOR = ("core.calendar.index", "core.calendar.edit")


def works(session, day: str, *, holidays: bool = True) -> bool:
    one = date.fromisoformat(day)
    zone = ZoneInfo("Asia/Shanghai")
    return services.working_time(session, one, one, zone=zone, holidays=holidays).is_working(one)


@pytest.mark.parametrize(
    ("day", "works_in_china", "works_elsewhere"),
    [
        ("2026-10-01", False, True),  # National Day, a Thursday
        ("2026-10-10", True, False),  # a Saturday that makes up for it
        ("2026-11-23", True, True),
        ("2026-11-22", False, False),
        ("2031-10-01", True, True),  # nobody knows yet: a Wednesday
    ],
)
def test_public_holidays_and_make_up_days_count_where_they_are_kept(
    session, day, works_in_china, works_elsewhere
) -> None:
    assert works(session, day) is works_in_china
    assert works(session, day, holidays=False) is works_elsewhere


def test_what_people_enter_counts_more_than_the_holidays(session, sign_in) -> None:
    clerk = sign_in(*EDITOR)
    day = {"day": "2026-10-01", "is_working": "y", "name": "Stocktaking"}
    assert clerk.post(f"{URL}day?year=2026", data=day).status_code == 303
    assert works(session, "2026-10-01")
    page = clerk.get(f"{URL}?year=2026", headers=ENGLISH).text
    assert "Stocktaking" in page
    row = session.scalar(services.queries.on(date(2026, 10, 1)))
    assert clerk.post(f"{URL}day/{row.id}/forget").status_code == 303
    assert not works(session, "2026-10-01")


def test_the_hours_of_the_week_are_changed(session, sign_in) -> None:
    clerk = sign_in(*EDITOR)
    typed = {f"day{place}": "10:00-16:00" if place == 5 else "" for place in range(7)}
    assert clerk.post(f"{URL}hours", data=typed).status_code == 303
    assert works(session, "2026-11-21")
    assert not works(session, "2026-11-23")


@pytest.mark.parametrize(
    ("typed", "told"),
    [({"day0": "nine to five"}, "nine to five"), ({}, "Somebody has to work")],
)
def test_impossible_hours_come_back_as_typed(session, sign_in, typed, told) -> None:
    answer = sign_in(*EDITOR).post(f"{URL}hours", data=typed, headers=ENGLISH)
    assert answer.status_code == 422
    assert told in answer.text
    assert works(session, "2026-11-23")


def test_a_day_that_is_none_is_refused(sign_in) -> None:
    answer = sign_in(*EDITOR).post(f"{URL}day", data={"day": "soon", "name": "Typed"})
    assert answer.status_code == 422
    assert "Typed" in answer.text


def test_a_year_that_nobody_announced_says_so(sign_in) -> None:
    clerk = sign_in("core.calendar.index")
    assert "not known yet" in clerk.get(f"{URL}?year=2031", headers=ENGLISH).text
    assert "National Day" in clerk.get(f"{URL}?year=2026", headers=ENGLISH).text


def test_who_may_not_see_or_change_the_calendar_does_not(sign_in) -> None:
    assert sign_in("core.party.index").get(URL).status_code == 403
    reader = sign_in("core.calendar.index")
    assert "hours-form" not in reader.get(URL).text
    for path in ("hours", "day", "day/1/forget"):
        assert reader.post(f"{URL}{path}").status_code == 403


def test_the_page_asks_a_constant_number_of_questions(session, sign_in, queries) -> None:
    clerk, counts = sign_in(*EDITOR), []
    for _round in range(2):
        with queries() as count:
            clerk.get(f"{URL}?year=2026")
        counts.append(count.value)
        for number in range(1, 6):
            services.set_day(
                session, day=date(2026, 3, number), is_working=False, name="x", by=clerk.user
            )
        session.commit()
    assert counts[0] == counts[1]
