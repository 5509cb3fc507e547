"""A customer complains; the goods come back; the money goes back; all within what was promised."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.errors import BusinessError
from plugins.orders.exchange import services as exchanges
from plugins.orders.ledger.models import NOTHING
from plugins.orders.ledger.rules import LineDraft as SoldDraft
from plugins.orders.plugin import check_invariants as orders_faults
from plugins.orders.refund import services as refunds
from plugins.orders.refund.models import Refund
from plugins.orders.refund.models import State as RefundState
from plugins.service.breach import services as breaches
from plugins.service.casework import services as casework
from plugins.service.casework.models import NEVER, Case
from plugins.service.casework.rules import EventKind, Kind, LineDraft, OrderNamed, Outcome, State
from plugins.service.inspection.services import Found, ask_refund, inspect
from plugins.service.plugin import check_invariants
from plugins.service.progress import services as progress
from tests.orders.conftest import NOW, TODAY, Shop

ENGLISH = {"Accept-Language": "en"}
ALL = "service.case.all"


@pytest.fixture
def shop(session) -> Shop:
    return Shop(session)


class Story:
    """One case, ten minutes for each thing that is done."""

    def __init__(self, session, case, by) -> None:
        self.session, self.case, self.by, self.now = session, case, by, case.opened_at

    def act(self, service, *args, **facts) -> Case:
        self.now += timedelta(minutes=10)
        self.case = service(self.session, self.case, *args, **facts, by=self.by, now=self.now)
        return self.case


def opened(clerk, session, order, line_id) -> Case:
    """Open the case by two clicks: on the order's page, and on what comes then."""
    url = f"/service/case/create?order={order.id}"
    assert url in clerk.get(f"/orders/order/{order.id}").text
    assert 'value="K1"' in clerk.get(url).text
    data = {
        "kind": "return",
        "priority": "normal",
        "customer": "K1",
        "subject": "Two cups are chipped",
        "lines-0-sold_line": str(line_id),
        "lines-0-title": "x",
        "lines-0-quantity": "2",
    }
    assert clerk.post(url, data=data).status_code == 303
    return session.scalars(sa.select(Case)).one()


def returned(story, session) -> Refund:
    """Answer, get the goods, inspect them, approve; return the refund that was asked for."""
    story.act(casework.say, kind=EventKind.REPLY, body="Please send them back")
    story.act(progress.step, "accept")
    case = story.act(progress.step, "await_goods")
    assert case.resolution_due_at is None  # the goods are with the customer
    story.act(progress.step, "receive")
    story.act(inspect, {case.lines[0].id: Found(Decimal(2), Outcome.REFUND, "chipped")})
    story.act(progress.step, "resolve")
    story.act(ask_refund, fault="supplier", reason="chipped", on=TODAY)
    return session.scalars(sa.select(Refund)).one()


def test_a_return_from_the_complaint_to_the_money(shop, session, sign_in):
    order = shop.sell(lines=[three_cups()])
    line_id = order.lines[0].id
    clerk = sign_in(
        "service.case.index", "service.case.create", "service.case.work", "orders.order.index", ALL
    )
    case = opened(clerk, session, order, line_id)
    assert (case.order_number, case.signed_on) == (order.number, order.signed_on)
    story = Story(session, case, shop.clerk)
    refund = returned(story, session)
    assert (refund.number, refund.amount) == (story.case.refund_number, Decimal("66.67"))
    assert (refund.state, refund.returns_commission) == (RefundState.REQUESTED, False)

    refunds.approve(session, refund, by=shop.manager, now=NOW)
    refunds.pay_out(session, refund, by=shop.manager, on=TODAY, now=NOW)
    case = story.act(progress.step, "close")
    assert (case.state, case.due_at) == (State.CLOSED, NEVER)
    assert breaches.watch(session, by=shop.manager, now=story.now) == 0  # nothing was late
    shown = clerk.get(f"/service/case/{case.id}", headers=ENGLISH).text
    assert all(text in shown for text in (refund.number, "Paid out", "Stopped in time"))
    assert [*check_invariants(session), *orders_faults(session)] == []


def test_a_refund_that_was_refused_is_asked_for_anew(shop, session, sign_in):
    case = inspected(shop, session, shop.sell(lines=[three_cups()]), Outcome.REFUND)
    story = Story(session, case, shop.clerk)
    wish = {"fault": "supplier", "on": TODAY}
    story.act(ask_refund, reason="chipped", **wish)
    refused = session.scalars(sa.select(Refund)).one()
    with pytest.raises(BusinessError, match="was asked for"):
        story.act(ask_refund, reason="again", **wish)
    refunds.reject(session, refused, reason="Whose fault?", by=shop.manager, now=NOW)
    with pytest.raises(BusinessError, match="is not asked for"):
        story.act(progress.step, "close")
    manager = sign_in("service.case.index", "service.inspection.refund", ALL)
    page = manager.get(f"/service/case/{case.id}").text
    assert f"/service/inspection/{case.id}/refund" in page
    case = story.act(ask_refund, reason="See the pictures", **wish)
    assert case.refund_number != refused.number
    assert story.act(progress.step, "close").state is State.CLOSED
    assert [*check_invariants(session), *orders_faults(session)] == []


def three_cups():
    return SoldDraft(1, "P1", "S1", Decimal(3), Decimal("100.00"), Decimal("10.00"))


def inspected(shop, session, order, outcome, units=1) -> Case:
    """Return a case about units of the first line of an order, resolving, all accepted."""
    case = casework.open_case(
        session,
        kind=Kind.RETURN,
        subject="Again",
        body="",
        party=None,
        lines=[LineDraft("Cup", Decimal(units), sold_line_id=order.lines[0].id)],
        order=OrderNamed(order.number, order.id),
        by=shop.clerk,
        on=TODAY,
        now=NOW,
    )
    for verb in ("accept", "await_goods", "receive"):
        case = progress.step(session, case, verb, by=shop.clerk, now=NOW)
    found = {case.lines[0].id: Found(Decimal(units), outcome, "chipped")}
    case = inspect(session, case, found, by=shop.clerk, now=NOW)
    return progress.step(session, case, "resolve", by=shop.clerk, now=NOW)


def test_a_return_is_approved_once_it_is_being_resolved(shop, session, sign_in):
    case = inspected(shop, session, shop.sell(lines=[three_cups()]), Outcome.REFUND)
    manager = sign_in("service.case.index", "service.inspection.refund", ALL)
    url = f"/service/inspection/{case.id}/refund"
    for state, is_offered in ((State.RESOLVING, True), (State.INSPECTING, False)):
        case.state = state
        session.commit()
        assert (url in manager.get(f"/service/case/{case.id}").text) is is_offered


def test_a_return_that_orders_refuse_changes_nothing(shop, session):
    order = shop.sell(lines=[three_cups()])
    # Everything was refunded before the customer asked.
    shop.ask(order, ("3", None, "0"), now=NOW - timedelta(hours=1))
    case = inspected(shop, session, order, Outcome.REFUND)
    with pytest.raises(BusinessError, match="can be refunded"):
        ask_refund(session, case, fault="customer", reason="x", by=shop.clerk, on=TODAY, now=NOW)
    assert case.refund_id is None
    assert session.scalar(sa.select(sa.func.count(Refund.id))) == 1


@pytest.mark.parametrize(
    ("outcome", "told"),
    [(Outcome.REFUND, "Approve the return first"), (Outcome.EXCHANGE, "Ask for it on the page")],
)
def test_a_case_is_not_closed_before_what_it_promised_is_asked_for(
    shop, session, sign_in, outcome, told
):
    case = inspected(shop, session, shop.sell(lines=[three_cups()]), outcome)
    clerk = sign_in("service.case.index", "service.case.work", ALL)
    url = f"/service/case/{case.id}/step/close"
    answer = clerk.post(url, data={"note": "all is well"}, headers=ENGLISH)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert "all is well" in answer.text  # nothing typed is lost
    session.expire_all()
    assert case.state is State.RESOLVING
    other = {case.lines[0].id: Found(Decimal(1), Outcome.NOTHING, "no fault found")}
    inspect(session, case, other, by=shop.clerk, now=NOW)
    session.commit()
    assert clerk.post(url, data={"note": ""}).status_code == 303


@pytest.mark.parametrize(("verb", "is_closed"), [(None, True), ("cancel", False)])
def test_an_exchange_that_is_asked_for_lets_its_case_be_closed(shop, session, verb, is_closed):
    order = shop.sell(lines=[three_cups()])
    case = inspected(shop, session, order, Outcome.EXCHANGE)
    facts = {"product": "P1", "quantity": Decimal(1), "difference": NOTHING, "freight": NOTHING}
    exchange = exchanges.request_exchange(
        session, order, order.lines[0].id, **facts, reason="x", by=shop.clerk, on=TODAY, now=NOW
    )
    if verb == "cancel":
        exchanges.cancel(session, exchange, by=shop.clerk)
    if is_closed:
        case = progress.step(session, case, "close", by=shop.clerk, now=NOW)
    else:
        with pytest.raises(BusinessError, match="Cup"):
            progress.step(session, case, "close", by=shop.clerk, now=NOW)
    assert [*check_invariants(session)] == []


def test_a_case_that_was_closed_without_its_refund_is_named(shop, session):
    case = inspected(shop, session, shop.sell(lines=[three_cups()]), Outcome.REFUND)
    change = sa.update(Case).values(state=State.CLOSED)
    session.execute(change, execution_options={"audited": True})
    assert [(one.rule, case.number in one.detail) for one in check_invariants(session)] == [
        ("service.case.refunded", True)
    ]


def test_the_timeline_of_a_buyer_tells_of_payments_refunds_and_parcels(shop, session, sign_in):
    order = shop.sell()
    refund = shop.ask(order, ("1", "10", "0"))
    client = sign_in(
        "service.customer.index", "orders.order.index", "orders.refund.index", name="Meng"
    )
    url = f"/service/customer/{order.buyer_id}?tab=timeline"
    page = client.get(url, headers=ENGLISH).text
    for text in (f"Order {order.number}", f"Payment of order {order.number}", refund.number):
        assert text in page
