"""Goods are inspected, and a return is approved, by those who may."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
import sqlalchemy as sa

from plugins.service.casework.models import Case, CaseLine
from plugins.service.casework.rules import Kind, Outcome

ENGLISH = {"Accept-Language": "en"}
ALL = "service.case.all"


@pytest.fixture
def case(desk, session):
    found = desk.case()
    for verb in ("accept", "await_goods", "receive"):
        found = desk.step(found, verb)
    return found


@pytest.fixture
def typed(case, desk):
    """What is typed in about the only line of the case."""
    key = case.lines[0].id
    return lambda accepted="1", outcome="refund": {
        f"accepted_{key}": accepted,
        f"outcome_{key}": outcome,
        f"finding_{key}": "chipped",
    }


@pytest.fixture
def inspector(sign_in):
    return sign_in("service.case.index", "service.inspection.edit", ALL)


def test_findings_are_written_down_and_shown(inspector, case, typed, session):
    url = f"/service/inspection/{case.id}/edit"
    assert 'value="2"' in inspector.get(url).text
    assert inspector.post(url, data=typed()).status_code == 303
    line = session.scalars(sa.select(CaseLine)).one()
    assert (line.accepted, line.outcome) == (Decimal(1), Outcome.REFUND)
    assert "chipped" in inspector.get(f"/service/case/{case.id}").text


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [(Kind.RETURN, "refund"), (Kind.EXCHANGE, "exchange"), (Kind.REPAIR, "repair")],
)
def test_what_the_customer_wants_is_chosen_at_first(inspector, desk, kind, outcome):
    case = desk.case(kind=kind)
    page = inspector.get(f"/service/inspection/{case.id}/edit").text
    chosen = re.findall(r"<option selected[^>]*value=\"(\w+)\"", page)
    assert chosen == [outcome, "0"]


def test_no_more_is_accepted_than_came_back(inspector, case, typed):
    url = f"/service/inspection/{case.id}/edit"
    answer = inspector.post(url, data=typed("3"), headers=ENGLISH)
    assert (answer.status_code, "between 0 and 2" in answer.text) == (422, True)
    assert 'value="3"' in answer.text


@pytest.mark.parametrize("change", [("1", "nothing"), ("0", "refund")])
def test_whoever_judges_otherwise_than_before_says_why(inspector, case, typed, session, change):
    url, key = f"/service/inspection/{case.id}/edit", f"finding_{case.lines[0].id}"
    assert inspector.post(url, data=typed()).status_code == 303
    for finding in ("", "chipped"):
        answer = inspector.post(url, data=typed(*change) | {key: finding}, headers=ENGLISH)
        assert (answer.status_code, "Say in the finding why" in answer.text) == (422, True)
    assert session.scalars(sa.select(CaseLine.outcome)).one() is Outcome.REFUND
    data = typed(*change) | {key: "chipped by the customer"}
    assert inspector.post(url, data=data).status_code == 303
    assert inspector.post(url, data=data).status_code == 303  # nothing is judged otherwise


def test_goods_that_are_not_here_are_not_inspected(inspector, desk):
    case = desk.case()
    key = case.lines[0].id
    data = {f"accepted_{key}": "1", f"outcome_{key}": "refund", f"finding_{key}": ""}
    answer = inspector.post(f"/service/inspection/{case.id}/edit", data=data)
    assert answer.status_code == 422


def test_what_was_not_bought_here_is_not_refunded_here(sign_in, case, typed, desk, session):
    manager = sign_in("service.inspection.edit", "service.inspection.refund", ALL)
    assert manager.post(f"/service/inspection/{case.id}/edit", data=typed()).status_code == 303
    desk.step(case, "resolve")
    url = f"/service/inspection/{case.id}/refund"
    assert manager.get(url).status_code == 200
    data = {"fault": "supplier", "reason": "chipped"}
    answer = manager.post(url, data=data, headers=ENGLISH)
    assert (answer.status_code, "nothing to refund" in answer.text) == (422, True)
    assert session.scalars(sa.select(Case.refund_id)).one() is None


def test_who_may_only_look_inspects_and_refunds_nothing(sign_in, case):
    viewer = sign_in("service.case.index", ALL, name="Bob")
    for path in ("edit", "refund"):
        assert viewer.get(f"/service/inspection/{case.id}/{path}").status_code == 403


@pytest.mark.parametrize(("language", "told"), [("en", "“Cup” came back"), ("zh", "“Cup”已退回")])
def test_the_page_says_which_product_is_not_inspected(sign_in, case, language, told):
    clerk = sign_in("service.case.index", "service.case.work", ALL)
    url = f"/service/case/{case.id}/step/resolve"
    answer = clerk.post(url, data={"note": ""}, headers={"Accept-Language": language})
    assert (answer.status_code, told in answer.text) == (422, True)
    assert clerk.post(url, data={"note": "crushed by the carrier"}).status_code == 303
