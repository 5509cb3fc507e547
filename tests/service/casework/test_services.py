"""Cases go on by their table, and their clocks with them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.calendar import services as calendar
from core.errors import BusinessError
from core.notification.models import Notification
from core.testing import make_user, open_session
from plugins.service.breach import services as breaches
from plugins.service.breach.models import Breach
from plugins.service.casework import queries, services
from plugins.service.casework.models import NEVER, Case
from plugins.service.casework.rules import TRANSITIONS, EventKind, Kind, LineDraft, State
from plugins.service.plugin import check_invariants
from plugins.service.sla import services as sla
from plugins.service.sla.models import Priority
from tests.service.conftest import NOW, TODAY

HOUR = timedelta(hours=1)
ALL = {verb for _state, verb in TRANSITIONS}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", sorted(ALL))
def test_a_case_takes_the_steps_of_the_table_and_no_others(app, state, verb):
    case = Case(number="A", subject="x", state=state)
    with app.test_request_context():
        if (state, verb) in TRANSITIONS:
            case.move(verb)
            assert case.state is TRANSITIONS[state, verb]
        else:
            with pytest.raises(BusinessError):
                case.move(verb)


def test_a_case_has_a_number_and_deadlines_by_its_priority(desk):
    case = desk.case(priority=Priority.HIGH)
    assert case.number == "AS-202611-0001"
    # Noon in Shanghai on a Monday; one hour for the first response, 16 for the resolution.
    assert case.first_due_at == NOW + HOUR
    assert case.due_at == case.first_due_at
    assert case.next_due_at is None


def test_goods_that_shall_come_back_are_named(desk):
    with pytest.raises(BusinessError, match="which products"):
        desk.case(kind=Kind.RETURN, lines=())


def test_only_a_public_answer_stops_the_first_response(desk):
    case = desk.case()
    for kind in (EventKind.NOTE, EventKind.AUTO, EventKind.CUSTOMER):
        case = desk.say(case, kind)
        assert case.first_due_at is not None
        assert case.first_response_at is None
    case = desk.say(case, EventKind.REPLY)
    assert (case.first_due_at, case.first_response_at) == (None, NOW)


def test_a_step_is_no_answer(desk):
    case = desk.step(desk.case(), "accept")
    assert case.first_due_at is not None


def test_waiting_stops_the_resolution_until_the_customer_writes(desk):
    case = desk.case()
    due = case.resolution_due_at
    case = services.wait(desk.session, case, by=desk.clerk, now=NOW)
    assert (case.resolution_due_at, case.first_due_at is None) == (None, False)
    case = desk.say(case, EventKind.CUSTOMER, now=NOW + HOUR)
    assert case.is_waiting is False
    assert case.resolution_due_at == due + HOUR


def test_a_word_about_goods_on_their_way_does_not_bring_them(desk):
    case = desk.step(desk.step(desk.case(), "accept"), "await_goods")
    case = desk.say(case, EventKind.CUSTOMER)
    assert (case.is_waiting, case.resolution_due_at) == (True, None)
    assert desk.step(case, "receive").resolution_due_at is not None


def test_a_case_that_is_over_is_due_at_no_time_and_reopening_keeps_what_was_taken(desk):
    case = desk.step(desk.step(desk.case(), "accept"), "resolve")
    due = case.resolution_due_at
    case = desk.step(case, "close", now=NOW + HOUR)
    assert (case.due_at, case.resolved_at) == (NEVER, NOW + HOUR)
    case = desk.step(case, "reopen", now=NOW + 3 * HOUR)
    assert case.resolved_at is None
    assert case.resolution_due_at == due + 2 * HOUR


def test_another_priority_keeps_the_time_that_was_taken(desk):
    case = desk.case(priority=Priority.LOW)
    case = services.prioritise(
        desk.session, case, Priority.URGENT, by=desk.clerk, now=NOW + 2 * HOUR
    )
    assert case.first_due_at == NOW + timedelta(minutes=30)  # it is over already


def test_another_level_reaches_open_cases_and_keeps_the_time_that_was_taken(desk):
    case = desk.case()
    sla.set_level(
        desk.session,
        priority=Priority.NORMAL,
        valid_from=TODAY,
        first_minutes=60,
        next_minutes=60,
        resolution_minutes=120,
        by=desk.manager,
    )
    assert services.recount_running(desk.session, now=NOW + HOUR) == 1
    desk.session.refresh(case)
    assert case.first_due_at == NOW + HOUR


def test_a_day_off_reaches_open_cases_and_leaves_those_that_are_over(desk):
    over = desk.step(desk.case(), "reject", note="no")
    case = desk.case(priority=Priority.LOW)  # eight hours: until tomorrow
    before = case.first_due_at
    calendar.set_day(
        desk.session, day=date(2026, 11, 24), is_working=False, name="Party", by=desk.manager
    )
    assert services.recount_running(desk.session, now=NOW) == 1
    desk.session.refresh(case)
    assert case.first_due_at == before + timedelta(days=1)
    desk.session.refresh(over)
    assert over.due_at == NEVER


def test_a_rejection_says_why(desk):
    with pytest.raises(BusinessError, match="why"):
        desk.step(desk.case(), "reject")


def test_who_is_given_a_case_hears_of_it(desk, session):
    case = services.assign(session, desk.case(), desk.manager, by=desk.clerk, now=NOW)
    told = session.scalars(sa.select(Notification)).one()
    assert (told.user_id, case.number in told.label) == (desk.manager.id, True)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Kind: Return of goods · Priority: Urgent · State: New · Due: 2026-11-"),
        ("zh", "类型：退货 · 优先级：紧急 · 状态：新建 · 到期：2026-11-"),
    ],
)
def test_the_inbox_says_how_pressing_a_case_is(desk, session, app, language, line) -> None:
    case = desk.case(kind=Kind.RETURN, priority=Priority.URGENT)
    boss = make_user(session, "service.case.index", name="Boss")
    services.assign(session, case, boss, by=desk.clerk, now=NOW)
    session.commit()
    client = app.test_client()
    open_session(client, session, boss)
    inbox = client.get("/core/notification/", headers={"Accept-Language": language}).text
    assert line in inbox


def test_a_broken_promise_is_told_once(desk, session):
    case = services.assign(session, desk.case(), desk.clerk, by=desk.manager, now=NOW)
    late = NOW + timedelta(days=60)
    system = desk.manager
    assert breaches.watch(session, by=system, now=NOW) == 0
    assert breaches.watch(session, by=system, now=late) == 2  # first response and resolution
    assert breaches.watch(session, by=system, now=late) == 0
    assert session.scalar(sa.select(sa.func.count(Breach.id))) == 2
    told = session.scalars(
        sa.select(Notification.user_id).where(Notification.notice == breaches.LATE.name)
    ).all()
    assert told == [desk.clerk.id]
    case = desk.step(case, "reject", note="no", now=late)
    assert breaches.watch(session, by=system, now=late) == 0


def test_each_turn_of_the_customer_may_break_a_promise(desk, session):
    case = desk.say(desk.case(), EventKind.REPLY)
    for count in (1, 2):
        now = NOW + count * timedelta(days=10)
        case = desk.say(case, EventKind.CUSTOMER, now=now)
        breaches.watch(session, by=desk.manager, now=now + timedelta(days=5))
        case = desk.say(case, EventKind.REPLY, now=now + timedelta(days=5))
    turns = session.scalars(sa.select(Breach.turn).where(Breach.turn > 0).order_by(Breach.turn))
    assert turns.all() == [1, 2]


def test_sound_cases_have_no_fault_and_odd_ones_are_named(desk, session):
    case = desk.case()
    assert check_invariants(session) == []
    change = sa.update(Case).values(due_at=NEVER)
    session.execute(change, execution_options={"audited": True})
    assert [case.number in fault.detail for fault in check_invariants(session)] == [True]


def test_the_lines_of_a_case_are_kept(desk, session):
    case = desk.case(lines=[LineDraft("Cup", Decimal("1.5"), "P1")])
    found = session.scalar(queries.case(case.id))
    assert [(line.title, line.quantity) for line in found.lines] == [("Cup", Decimal("1.5"))]
