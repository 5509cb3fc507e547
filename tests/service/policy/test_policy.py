"""How long something can be returned: the day after signing is the first day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BusinessError
from plugins.service.policy import services
from plugins.service.policy.models import Right
from plugins.service.policy.rules import Window

SIGNED = date(2026, 11, 16)
ENGLISH = {"Accept-Language": "en"}
FORM = {
    "entitlement": "no_reason",
    "category": "食品",
    "valid_from": "2026-01-01",
    "days": "0",
    "basis": "fresh food",
}


@pytest.mark.parametrize(
    ("day", "number", "is_open"),
    [(15, -1, False), (16, 0, True), (17, 1, True), (23, 7, True), (24, 8, False)],
)
def test_seven_days_count_from_the_day_after_signing(day, number, is_open):
    window, on = Window(SIGNED, 7), date(2026, 11, day)
    assert (window.day_number(on), window.is_open(on)) == (number, is_open)


@given(days=st.integers(1, 400), offset=st.integers(-10, 500))
def test_a_right_is_open_exactly_until_its_last_day(days, offset):
    window, on = Window(SIGNED, days), SIGNED + timedelta(days=offset)
    assert window.is_open(on) is (SIGNED <= on <= window.last_on)
    assert window.day_number(window.last_on) == days


@pytest.fixture
def decide(session, desk):
    def decided(days, category="", valid_from=date(2026, 1, 1)):
        return services.set_policy(
            session,
            entitlement=Right.NO_REASON,
            category=category,
            valid_from=valid_from,
            days=days,
            basis="",
            by=desk.manager,
        )

    return decided


@pytest.fixture
def days(session):
    def asked(category="", signed_on=SIGNED):
        one = services.standing(
            session, Right.NO_REASON, category=category, signed_on=signed_on, asked_on=signed_on
        )
        return one.window.days

    return asked


def test_the_usual_days_hold_until_somebody_decides(days, decide):
    assert days() == 7
    decide(10)
    assert days() == 10


def test_a_category_has_its_own_policy_from_its_day_on(days, decide):
    decide(10)
    decide(30, "家居")
    decide(15, "家居", date(2026, 12, 1))
    assert (days("家居"), days("食品")) == (30, 10)
    assert days("家居", date(2026, 12, 1)) == 15
    assert days("家居", date(2025, 12, 31)) == 7


def test_a_day_has_one_policy(decide):
    decide(10)
    with pytest.raises(BusinessError, match="already"):
        decide(11)


def test_a_policy_is_decided_on_its_page(sign_in):
    manager = sign_in("service.policy.index", "service.policy.edit")
    assert manager.post("/service/policy/create", data=FORM).status_code == 303
    assert "fresh food" in manager.get("/service/policy/").text
    again = manager.post("/service/policy/create", data=FORM, headers=ENGLISH)
    assert (again.status_code, "already" in again.text) == (422, True)


def test_who_may_only_look_decides_nothing(sign_in):
    viewer = sign_in("service.policy.index", name="Bob")
    assert viewer.get("/service/policy/create").status_code == 403
    assert sign_in(name="Eve").get("/service/policy/").status_code == 403
