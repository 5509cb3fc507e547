from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.approval import services as approval
from core.errors import BusinessError
from core.signature.models import Verdict
from core.testing import make_user
from plugins.orders.ledger.models import Order
from plugins.orders.ledger.models import State as OrderState
from plugins.orders.plugin import check_invariants
from plugins.orders.points import queries as points
from plugins.orders.report import services
from plugins.orders.report.models import TRANSITIONS, Report, State
from plugins.orders.sale.services import Item
from tests.orders.conftest import NOW, TODAY
from tests.orders.report.conftest import FACTS


def balance(desk, dealer) -> tuple[Decimal, Decimal]:
    return tuple(desk.session.execute(points.balance(dealer.party_id)).one())


def test_an_approved_report_becomes_a_paid_order_and_posts_points(desk, dealer, approved) -> None:
    order = desk.shop.order(approved.number)
    assert (approved.state, approved.order_id) == (State.APPROVED, order.id)
    assert (order.state, order.total, order.paid) == (OrderState.PAID, 120, 120)
    assert (order.buyer_name, order.paid_on) == ("李静", TODAY)
    assert balance(desk, dealer) == (120, 0)
    assert check_invariants(desk.session) == []


def test_a_report_goes_its_way_step_by_step(desk, report) -> None:
    states = [report.state]
    for step in (desk.submit, desk.match, desk.approve):
        states.append(step(report).state)
    assert states == [State.DRAFT, State.SUBMITTED, State.MATCHED, State.APPROVED]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", sorted({verb for _state, verb in TRANSITIONS}))
def test_only_the_steps_of_the_table_are_taken(state, verb) -> None:
    report = Report(number="B-1", state=state)
    if (state, verb) in TRANSITIONS:
        report.move(verb)
        assert report.state is TRANSITIONS[state, verb]
    else:
        with pytest.raises(BusinessError, match="B-1"):
            report.move(verb)


def test_a_rejection_says_why_and_the_dealer_may_try_again(desk, session, report) -> None:
    desk.submit(report)
    with pytest.raises(BusinessError, match="Say why"):
        services.reject(session, report, reason=" ", by=desk.shop.clerk, now=NOW)
    services.reject(session, report, reason="no such slip", by=desk.shop.clerk, now=NOW)
    assert (report.state, report.reason) == (State.REJECTED, "no such slip")
    facts = {"version": report.version_id, "by": report.dealer.user, "on": TODAY}
    items = [Item("P1", Decimal(1), Decimal(50))]
    services.edit_report(session, report, FACTS | {"slip": "BK-2"}, items, **facts)
    assert (report.state, report.total) == (State.DRAFT, 50)
    assert desk.submit(report).reason == ""


def test_who_signs_may_reject_too_and_the_reason_reaches_the_dealer(desk, session, report) -> None:
    desk.match(desk.submit(report))
    services.reject(session, report, reason="price too low", by=desk.chief, now=NOW)
    assert (report.state, report.reason) == (State.REJECTED, "price too low")
    assert session.scalars(sa.select(Order.id)).all() == []


def test_a_withdrawn_question_leaves_the_payment_to_be_matched_again(desk, session, report) -> None:
    desk.match(desk.submit(report))
    asked = approval.latest(session, services.APPROVAL, report)
    approval.withdraw(session, asked, by=desk.shop.clerk, now=NOW)
    assert (report.state, report.matched_by_id) == (State.SUBMITTED, None)
    assert desk.approve(desk.match(report)).state is State.APPROVED


def test_three_people_take_part(desk, session, report) -> None:
    desk.submit(report)
    with pytest.raises(BusinessError, match="your own report"):
        services.match(session, report, by=report.dealer.user, now=NOW)
    desk.match(report)
    asked = approval.latest(session, services.APPROVAL, report)
    for person in (desk.shop.clerk, report.dealer.user):
        with pytest.raises(BusinessError, match="prepared this yourself"):
            approval.decide(session, asked, Verdict.APPROVE, reason="", by=person, now=NOW)


def test_a_dealer_takes_back_what_nobody_has_looked_at(desk, session, report) -> None:
    services.take_back(session, desk.submit(report), by=report.dealer.user, now=NOW)
    assert report.state is State.DRAFT
    desk.match(desk.submit(report))
    with pytest.raises(BusinessError, match="does not allow"):
        services.take_back(session, report, by=report.dealer.user, now=NOW)


@pytest.mark.parametrize(
    ("items", "facts", "sentence"),
    [
        ([("P9", "1", "1")], {}, "Row 1: there is no product with the code P9"),
        ([("P1", "0", "1")], {}, "above zero"),
        ([("P1", "1", "0")], {}, "above zero"),
        ([("P1", "1", "1")], {"paid_on": TODAY + timedelta(days=1)}, "has not come yet"),
    ],
)
def test_what_cannot_be_sold_is_refused(desk, dealer, items, facts, sentence) -> None:
    with pytest.raises(BusinessError, match=sentence):
        desk.draft(dealer, *items, **facts)


def test_a_report_sells_something_and_names_its_payment(desk, session, dealer) -> None:
    with pytest.raises(BusinessError, match="at least one product"):
        services.create_report(session, FACTS, [], by=dealer.user, on=TODAY, now=NOW)
    report = desk.draft(dealer, slip="")
    with pytest.raises(BusinessError, match="number of the payment"):
        desk.submit(report)


def test_others_touch_no_report_of_a_dealer(desk, session, dealer, report) -> None:
    other = desk.dealer(make_user(session, name="Bob"), "D2")
    session.refresh(other, ["user"])
    with pytest.raises(BusinessError, match="another dealer"):
        services.submit(session, report, by=other.user, now=NOW)
    with pytest.raises(BusinessError, match="You are no dealer"):
        services.submit(session, report, by=desk.chief, now=NOW)
    dealer.is_active = False
    with pytest.raises(BusinessError, match="You are no dealer"):
        desk.draft(dealer)


@pytest.mark.parametrize(
    "values",
    [
        {"state": State.APPROVED},
        {"state": State.MATCHED},
        {"state": State.REJECTED},
        {"total": Decimal(0)},
    ],
)
def test_the_database_knows_what_each_state_needs(session, report, values) -> None:
    change = sa.update(Report).where(Report.id == report.id).values(**values)
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(change, execution_options={"audited": True})


def test_a_reversal_posts_negative_points_when_the_money_is_back(desk, dealer, approved) -> None:
    shop = desk.shop
    facts = {"reason": "cancelled", "by": shop.clerk, "on": TODAY, "now": NOW}
    refund = services.reverse(desk.session, approved, **facts)
    assert refund.amount == 120
    assert balance(desk, dealer) == (120, 0)
    shop.pay_out(refund)
    assert balance(desk, dealer) == (0, 0)
    with pytest.raises(BusinessError, match="at least one line"):
        services.reverse(desk.session, approved, **facts)


def test_a_report_without_an_order_cannot_be_reversed(desk, report) -> None:
    facts = {"reason": "x", "by": desk.shop.clerk, "on": TODAY, "now": NOW}
    with pytest.raises(BusinessError, match="Only an approved report"):
        services.reverse(desk.session, report, **facts)


def test_an_order_of_another_total_is_found(desk, session, approved) -> None:
    session.execute(sa.update(Report).values(total=Decimal(1)), execution_options={"audited": True})
    assert [one.rule for one in check_invariants(session)] == ["orders.report.order"]
