"""Service levels are decided from a day on."""

from __future__ import annotations

import pytest

ENGLISH = {"Accept-Language": "en"}
FORM = {
    "priority": "high",
    "valid_from": "2026-01-01",
    "first_minutes": "17",
    "next_minutes": "30",
    "resolution_minutes": "600",
}


@pytest.fixture
def manager(sign_in):
    return sign_in("service.sla.index", "service.sla.edit")


def test_a_level_is_decided_once_for_a_day(manager):
    assert manager.post("/service/sla/create", data=FORM).status_code == 303
    assert ">17<" in manager.get("/service/sla/").text
    again = manager.post("/service/sla/create", data=FORM, headers=ENGLISH)
    assert (again.status_code, "already" in again.text) == (422, True)


def test_no_minutes_are_no_promise(manager):
    assert (
        manager.post("/service/sla/create", data=FORM | {"first_minutes": "0"}).status_code == 422
    )


def test_who_may_only_look_decides_nothing(sign_in):
    viewer = sign_in("service.sla.index", name="Bob")
    assert viewer.get("/service/sla/").status_code == 200
    assert viewer.get("/service/sla/create").status_code == 403
    assert sign_in(name="Eve").get("/service/sla/").status_code == 403
