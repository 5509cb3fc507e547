"""Kinds of defects are a small master that managers keep."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from plugins.service.defect.models import Defect, Severity

ENGLISH = {"Accept-Language": "en"}
FORM = {"code": "d1", "name": "chipped", "severity": "critical"}


@pytest.fixture
def manager(sign_in):
    return sign_in("service.defect.index", "service.defect.edit")


def test_a_kind_is_named_once_and_changed_on_its_page(manager, session):
    assert manager.post("/service/defect/create", data=FORM).status_code == 303
    defect = session.scalars(sa.select(Defect)).one()
    assert (defect.code, defect.severity) == ("D1", Severity.CRITICAL)
    again = manager.post("/service/defect/create", data=FORM, headers=ENGLISH)
    assert (again.status_code, "has this code" in again.text) == (422, True)
    url, change = f"/service/defect/{defect.id}", {"name": "cracked", "severity": "minor"}
    assert manager.post(url, data=change | {"version_id": "1"}).status_code == 303
    stale = manager.post(url, data=change | {"name": "broken", "version_id": "1"})
    assert (stale.status_code, 'value="broken"' in stale.text) == (409, True)
    assert 'name="version_id" type="hidden" value="2"' in stale.text
    page = manager.get("/service/defect/").text
    assert "cracked" in page
    assert "broken" not in page


def test_blanks_and_odd_severities_are_refused(manager):
    for odd in ({"name": "  "}, {"severity": "awful"}):
        answer = manager.post("/service/defect/create", data=FORM | odd)
        assert answer.status_code == 422


def test_who_may_only_look_names_nothing(sign_in):
    viewer = sign_in("service.defect.index", name="Bob")
    assert viewer.get("/service/defect/").status_code == 200
    assert viewer.get("/service/defect/create").status_code == 403
    assert sign_in(name="Eve").get("/service/defect/").status_code == 403
