"""What the inspection of goods that came back asks of a case before it goes on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.errors import BusinessError
from plugins.service.casework.rules import Kind, LineDraft, OrderNamed, Outcome, State
from plugins.service.inspection import services
from plugins.service.inspection.rules import Owed, awaits_inspection, came_again, owed
from plugins.service.inspection.services import Found, inspect
from tests.service.conftest import NOW

KEPT = {"is_bought": True, "refunded": Decimal(2), "exchanged": Decimal(2)}


@pytest.mark.parametrize(
    ("outcome", "facts", "lacking"),
    [
        (None, {}, None),
        (Outcome.NOTHING, {"refunded": Decimal(0), "exchanged": Decimal(0)}, None),
        (Outcome.REFUND, {"refunded": Decimal(1)}, Owed.REFUND),
        (Outcome.REFUND, {"exchanged": Decimal(0)}, None),
        (Outcome.REFUND, {"is_bought": False}, Owed.WORD),
        (Outcome.EXCHANGE, {"exchanged": Decimal(1)}, Owed.EXCHANGE),
        (Outcome.EXCHANGE, {"refunded": Decimal(0)}, None),
        (Outcome.EXCHANGE, {"is_bought": False}, Owed.WORD),
        (Outcome.REPAIR, {}, Owed.WORD),
    ],
)
def test_the_customer_lacks_what_the_inspection_promised(outcome, facts, lacking):
    assert owed(outcome, Decimal(2), **KEPT | facts) is lacking
    assert owed(outcome, Decimal(0), **KEPT | facts) is None  # nothing was accepted


@pytest.mark.parametrize("outcome", [Outcome.REFUND, Outcome.EXCHANGE, Outcome.REPAIR])
def test_the_note_says_what_the_customer_got_for_what_was_not_bought_here(desk, outcome):
    case = desk.step(desk.step(desk.case(), "accept"), "resolve")
    case.lines[0].outcome, case.lines[0].accepted = outcome, Decimal(1)
    for note in ("", " "):
        with pytest.raises(BusinessError, match="Cup"):
            desk.step(case, "close", note=note)
    case = desk.step(case, "close", note="repaired, sent back by ZT1")
    assert (case.state, case.events[-1].body) == (State.CLOSED, "repaired, sent back by ZT1")


@pytest.fixture
def came_back(desk):
    """A return of two products that are here."""
    lines = [LineDraft("Cup", Decimal(2)), LineDraft("Lid", Decimal(1))]
    case = desk.case(kind=Kind.RETURN, lines=lines)
    for verb in ("accept", "await_goods", "receive"):
        case = desk.step(case, verb)
    return case


def found(*lines):
    return {line.id: Found(Decimal(0), Outcome.NOTHING, "as good as new") for line in lines}


def test_goods_that_came_back_are_inspected_before_their_case_is_resolved(desk, came_back):
    cup, lid = came_back.lines
    with pytest.raises(BusinessError, match="Cup") as refused:
        desk.step(came_back, "resolve")
    assert (refused.value.field, came_back.state) == ("note", State.INSPECTING)
    inspect(desk.session, came_back, found(cup), by=desk.clerk, now=NOW)
    with pytest.raises(BusinessError, match="Lid"):
        desk.step(came_back, "resolve", note=" ")
    inspect(desk.session, came_back, found(lid), by=desk.clerk, now=NOW)
    case = desk.step(desk.step(came_back, "resolve"), "close")
    assert case.state is State.CLOSED


def test_goods_that_come_back_once_more_are_inspected_once_more(desk, came_back):
    inspect(desk.session, came_back, found(*came_back.lines), by=desk.clerk, now=NOW)
    case = came_back
    for verb in ("resolve", "close", "reopen", "accept", "await_goods", "receive"):
        case = desk.step(case, verb)
    with pytest.raises(BusinessError, match="Cup"):
        desk.step(case, "resolve")
    again = {one.id: Found(one.quantity, Outcome.REPAIR, "leaks by now") for one in case.lines}
    case = inspect(desk.session, case, again, by=desk.clerk, now=NOW)
    assert [one.body for one in case.events if one.verb == "inspect"] == [
        "Cup: as good as new\nLid: as good as new",
        "Cup: leaks by now\nLid: leaks by now",
    ]
    assert desk.step(case, "resolve").state is State.RESOLVING


@pytest.mark.parametrize(
    ("verbs", "again"),
    [
        (["receive"], False),
        (["receive", "inspect"], False),
        (["receive", "inspect", "receive"], True),
        (["receive", "inspect", "receive", "inspect"], False),
        (["receive", "receive", "inspect", "resolve"], False),
    ],
)
def test_only_what_came_back_later_is_unseen(verbs, again):
    assert came_again(verbs) is again


def test_whoever_inspects_nothing_says_why_once(desk, came_back):
    case = desk.step(came_back, "resolve", note="crushed by the carrier, see ZT1")
    assert desk.step(case, "close").state is State.CLOSED


@pytest.mark.parametrize("refund_id", [None, 7])
def test_while_nobody_keeps_orders_the_refund_that_a_case_asked_for_counts(
    desk, monkeypatch, refund_id
):
    monkeypatch.setattr(services.sold, "line_refunds", lambda *_asked: None)
    lines = [LineDraft("Cup", Decimal(2), sold_line_id=1)]
    case = desk.case(lines=lines, order=OrderNamed("A-1", order_id=1))
    case = desk.step(desk.step(case, "accept"), "resolve")
    case.lines[0].outcome, case.lines[0].accepted = Outcome.REFUND, Decimal(2)
    case.refund_id = refund_id
    assert services.may_refund(desk.session, case) is (refund_id is None)
    if refund_id is None:
        with pytest.raises(BusinessError, match="is not asked for"):
            desk.step(case, "close")
    else:
        assert desk.step(case, "close").refund_id == refund_id


def test_goods_that_nobody_inspected_are_rejected_with_a_reason(desk, came_back):
    assert desk.step(came_back, "reject", note="an empty parcel").state is State.REJECTED


def test_a_case_that_was_resolved_without_an_inspection_is_not_closed_without_a_word(
    desk, came_back
):
    came_back.state = State.RESOLVING  # as cases were before they were asked for it
    with pytest.raises(BusinessError, match="nobody inspected it"):
        desk.step(came_back, "close")
    assert desk.step(came_back, "close", note="thrown away").state is State.CLOSED


def test_goods_that_came_back_are_remembered_when_their_case_is_reopened(desk, came_back):
    case = desk.step(came_back, "reject", note="an empty parcel")
    for verb in ("reopen", "accept", "resolve"):
        case = desk.step(case, verb)
    with pytest.raises(BusinessError, match="nobody inspected it"):
        desk.step(case, "close")


@pytest.mark.parametrize(
    ("steps", "awaits"),
    [
        ([("accept", ""), ("resolve", "")], False),
        ([("accept", "broken"), ("receive", "")], True),
        ([("receive", "on pallet 3")], True),
        ([("receive", ""), ("resolve", "")], True),
        ([("receive", ""), ("resolve", "too dirty")], False),
        ([("receive", ""), ("resolve", "too dirty"), ("receive", "")], True),
    ],
)
def test_goods_await_their_inspection_until_somebody_says_why_there_is_none(steps, awaits):
    assert awaits_inspection(steps) is awaits
