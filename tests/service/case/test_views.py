"""Cases on their pages: opened, answered, taken further, given to others."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from core.organisation import services as organisation
from core.reach import Reach
from core.role.models import Role, RoleReach
from core.testing import make_user
from core.user import services as users
from plugins.service.casework.models import Case
from plugins.service.casework.rules import EventKind, Kind, State
from plugins.service.sla.models import Priority

ENGLISH = {"Accept-Language": "en"}
ALL = "service.case.all"
FORM = {
    "kind": "complaint",
    "priority": "normal",
    "customer": "",
    "subject": "It leaks",
    "body": "since Monday",
    "lines-0-title": "Cup",
    "lines-0-quantity": "2",
    "lines-0-product_code": "P1",
}


@pytest.fixture
def clerk(sign_in):
    return sign_in("service.case.index", "service.case.create", "service.case.work", ALL)


def the_case(session) -> Case:
    return session.scalars(sa.select(Case).execution_options(populate_existing=True)).one()


def test_a_case_is_opened_for_a_customer_and_shown(clerk, desk, session):
    party = desk.customer()
    answer = clerk.post("/service/case/create", data=FORM | {"customer": party.code})
    assert answer.status_code == 303
    case = the_case(session)
    assert (case.kind, case.party_id) == (Kind.COMPLAINT, party.id)
    page = clerk.get(answer.location, headers=ENGLISH).text
    for text in ("It leaks", "since Monday", "Cup", "First response", "Resolution"):
        assert text in page
    assert case.number in clerk.get("/service/case/").text


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"customer": "K404"}, "K404"),
        ({"subject": " "}, "Subject"),
        ({"kind": "return", "lines-0-quantity": ""}, "which products"),
        ({"lines-0-quantity": "two"}, "quantity such as"),
        ({"lines-0-title": ""}, "product of this quantity"),
    ],
)
def test_a_case_that_cannot_be_is_refused_and_nothing_typed_is_lost(clerk, session, change, reason):
    answer = clerk.post("/service/case/create", data=FORM | change, headers=ENGLISH)
    assert (answer.status_code, reason in answer.text) == (422, True)
    assert "since Monday" in answer.text
    assert session.scalars(sa.select(Case)).all() == []


def test_a_case_is_answered_and_taken_to_its_end(clerk, desk, session):
    url = f"/service/case/{desk.case().id}"
    answer = clerk.post(f"{url}/say", data={"kind": "reply", "body": "We look into it"})
    assert answer.status_code == 303
    for verb in ("accept", "resolve", "close"):
        assert clerk.post(f"{url}/step/{verb}", data={"note": ""}).status_code == 303
    case = the_case(session)
    assert (case.state, case.first_response_at is None) == (State.CLOSED, False)
    assert "We look into it" in clerk.get(url).text


def test_a_step_that_is_not_in_the_table_is_refused(clerk, desk, session):
    url = f"/service/case/{desk.case().id}"
    assert clerk.post(f"{url}/step/close", data={}).status_code == 422
    assert clerk.post(f"{url}/step/explode", data={}).status_code == 404
    assert the_case(session).state is State.NEW


def test_a_rejection_asks_for_its_reason_on_the_page(clerk, desk):
    url = f"/service/case/{desk.case().id}/step/reject"
    answer = clerk.post(url, data={"note": ""}, headers=ENGLISH)
    assert (answer.status_code, "Say why" in answer.text) == (422, True)
    assert clerk.post(url, data={"note": "not ours"}).status_code == 303


def test_nothing_is_not_said(clerk, desk):
    url = f"/service/case/{desk.case().id}/say"
    answer = clerk.post(url, data={"kind": "reply", "body": ""}, headers=ENGLISH)
    assert answer.status_code == 422


def test_one_waits_for_the_customer_and_no_longer(clerk, desk, session):
    url = f"/service/case/{desk.case().id}"
    assert clerk.post(f"{url}/wait").status_code == 303
    assert the_case(session).is_waiting
    assert clerk.post(f"{url}/wait").status_code == 422
    assert clerk.post(f"{url}/resume").status_code == 303
    assert clerk.post(f"{url}/resume").status_code == 422


def test_the_history_says_in_words_where_a_case_comes_from(clerk, desk, look):
    page, _count = look(clerk, f"/service/case/{desk.case().id}")
    assert "<span>Source</span> Entered by hand</li>" in page


def test_the_clock_of_the_resolution_stands_still_while_goods_are_on_their_way(clerk, desk, look):
    case = desk.say(desk.case(), EventKind.REPLY)
    case = desk.step(desk.step(case, "accept"), "await_goods")
    page, _count = look(clerk, f"/service/case/{case.id}")
    clock = page[page.index('aria-label="Resolution"') :]
    assert clock.index("Stands still") < clock.index("working time")
    case = desk.step(case, "reject", note="no")
    assert "Stands still" not in look(clerk, f"/service/case/{case.id}")[0]


def test_a_case_is_taken_over_and_given_to_others(sign_in, desk, session):
    case = desk.case()
    manager = sign_in("service.case.index", "service.case.work", "service.case.assign", ALL)
    assert manager.post(f"/service/case/{case.id}/take").status_code == 303
    assert the_case(session).assigned_to_id == manager.user.id
    data = {"user": "0", "priority": "urgent"}
    assert manager.post(f"/service/case/{case.id}/assign", data=data).status_code == 303
    assert (the_case(session).assigned_to_id, the_case(session).priority) == (
        None,
        Priority.URGENT,
    )
    wrong = manager.post(f"/service/case/{case.id}/assign", data={"user": "999"})
    assert wrong.status_code == 422


@pytest.mark.parametrize("path", ["say", "step/accept", "wait", "resume", "take", "assign"])
def test_who_may_only_look_changes_nothing(sign_in, desk, path):
    viewer = sign_in("service.case.index", ALL, name="Bob")
    assert viewer.post(f"/service/case/{desk.case().id}/{path}").status_code == 403


@pytest.mark.parametrize("path", ["", "create", "1"])
def test_who_may_nothing_sees_nothing(sign_in, path):
    assert sign_in(name="Eve").get(f"/service/case/{path}").status_code == 403


def test_colleagues_cases_are_for_those_who_may_see_all(sign_in, desk, session):
    case = desk.case(by=desk.manager)
    case.assigned_to_id = desk.manager.id
    url = f"/service/case/{case.id}"
    assert sign_in("service.case.index", name="Own").get(url).status_code == 404
    assert sign_in("service.case.index", ALL, name="All").get(url).status_code == 200
    case.assigned_to_id = None
    assert sign_in("service.case.index", name="Own").get(url).status_code == 200


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", {1, 2, 3}),
        ("stands=open", {1, 2}),
        ("stands=over", {3}),
        ("stands=overdue", {1, 2}),  # they were opened long ago
        ("whose=mine", {2}),
        ("whose=nobody", {1, 3}),
        ("kind=enquiry", {1}),
        ("priority=urgent", {2}),
        ("state=rejected", {3}),
        ("q=broken", {2}),
        ("sort=-opened_at", {1, 2, 3}),
        ("opened_from=2026-11-24", set()),
    ],
)
def test_cases_are_narrowed_down(clerk, desk, query, numbers):
    desk.case(kind=Kind.ENQUIRY)
    second = desk.case(subject="broken", priority=Priority.URGENT)
    second.assigned_to_id = clerk.user.id
    desk.step(desk.case(), "reject", note="no")
    desk.session.commit()
    page = clerk.get(f"/service/case/?{query}").text
    assert {n for n in (1, 2, 3) if f">AS-202611-000{n}<" in page} == numbers


def test_a_list_asks_the_same_for_many_as_for_few(clerk, desk, queries, session):
    def asked():
        session.commit()
        with queries() as count:
            assert clerk.get("/service/case/").status_code == 200
        return count.value

    desk.case()
    desk.case()
    asked()
    few = asked()
    for _number in range(20):
        desk.case()
    assert asked() == few


def test_a_case_is_found_by_its_words(sign_in, desk):
    desk.case(subject="杯子漏水")
    page = sign_in("service.case.index", ALL).get("/core/find/?q=漏水").text
    assert "AS-202611-0001" in page


def test_the_first_page_shows_what_wants_somebody(sign_in, desk):
    desk.case()
    page = sign_in("service.case.index", ALL).get("/", headers=ENGLISH, follow_redirects=True)
    assert "Overdue cases" in page.text
    assert "stands=overdue" in page.text


def test_the_timeline_and_page_of_a_customer_tell_of_cases(sign_in, desk):
    party = desk.customer()
    desk.case(party)
    client = sign_in("service.customer.index", "service.case.index", ALL)
    url = f"/service/customer/{party.id}"
    assert "AS-202611-0001" in client.get(url).text
    assert "AS-202611-0001" in client.get(f"{url}?tab=timeline").text
    assert 'data-label="Open cases">1<' in client.get("/service/customer/", headers=ENGLISH).text


def test_a_page_of_many_events_opens(clerk, desk):
    case = desk.case()
    for number in range(30):
        desk.say(case, EventKind.NOTE, f"note {number}")
    assert "note 29" in clerk.get(f"/service/case/{case.id}").text


def test_people_who_left_get_no_cases(sign_in, desk, session):
    gone = make_user(session, name="Gone")
    gone.active = False
    manager = sign_in("service.case.index", "service.case.assign", ALL)
    assert "Gone" not in manager.get(f"/service/case/{desk.case().id}").text


def test_a_role_may_reach_the_cases_of_the_department(sign_in, desk, session):
    client = sign_in("service.case.index", "service.case.work", name="Reader")
    colleague, by = make_user(session, name="Colleague"), users.system_user(session)
    case = desk.case()
    case.assigned_to_id = colleague.id
    top = organisation.create_department(
        session, code="A", name="After-sales", parent_id=None, head_id=colleague.id, by=by
    )
    post = organisation.create_post(session, top, name="Clerk", by=by)
    organisation.assign(
        session, post, user_id=client.user.id, from_on=date(2020, 1, 1), until_on=None, by=by
    )
    url = f"/service/case/{case.id}"
    assert client.get(url).status_code == 404
    role = session.scalars(sa.select(Role).where(Role.title_en == "Reader")).one()
    session.add(RoleReach(role_id=role.id, area="service.case", reach=Reach.DEPARTMENT))
    assert client.get(url).status_code == 200
    assert case.number in client.get("/service/case/").text
