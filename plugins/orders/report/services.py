"""What can be done with order reports.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import numbering
from core.approval import services as approval
from core.approvals import Approvable
from core.clock import from_local
from core.company import company
from core.errors import BusinessError
from core.history.services import expect_version
from core.signature.models import Verdict
from core.user.models import User
from plugins.orders.dealer import queries as dealers
from plugins.orders.dealer.models import Dealer
from plugins.orders.ledger import queries as orders
from plugins.orders.ledger.models import Order
from plugins.orders.ledger.models import State as OrderState
from plugins.orders.points import services as points
from plugins.orders.refund import services as refunds
from plugins.orders.refund.models import Liability, Refund
from plugins.orders.refund.rules import Claim
from plugins.orders.report import queries
from plugins.orders.report.models import Report, ReportLine, State
from plugins.orders.sale import services as sales
from plugins.orders.sale.services import Item, Money

SERIES = "B"
NOTHING = Decimal(0)


def create_report(
    session: Session,
    facts: Mapping[str, Any],
    items: Sequence[Item],
    *,
    by: User,
    on: date,
    now: datetime,
) -> Report:
    """Draft what a dealer sold.

    :param facts: buyer_name, address, tender, slip, paid_on and note.
    :raises BusinessError: if the user is no dealer, or the items cannot be sold.
    """
    dealer = _dealer(session, by)
    report = Report(
        number=numbering.next_number(session, SERIES, on=on),
        dealer_id=dealer.id,
        created_at=now,
        lines=[],
    )
    _fill(session, report, facts, items, on)
    session.add(report)
    session.flush()
    return report


def edit_report(
    session: Session,
    report: Report,
    facts: Mapping[str, Any],
    items: Sequence[Item],
    *,
    version: int,
    by: User,
    on: date,
) -> None:
    """Change a draft, or a report that was rejected, which makes it a draft again.

    :raises BusinessError: if it has gone on, or as in :func:`create_report`.
    :raises StaleEditError: if somebody else changed it since ``version``.
    """
    report = _own(session, report, by)
    expect_version(session, report, version)
    report.move("edit")
    _fill(session, report, facts, items, on)
    session.flush()


def submit(session: Session, report: Report, *, by: User, now: datetime) -> None:
    """Hand a draft in.

    :raises BusinessError: if it is no draft, or nobody can find its payment.
    """
    report = _own(session, report, by)
    report.move("submit")
    if not report.slip:
        raise BusinessError(_("Write the number of the payment, so that it can be found."))
    report.reason = ""
    session.flush()


def take_back(session: Session, report: Report, *, by: User, now: datetime) -> None:
    """Make a report a draft again that nobody has looked at yet.

    :raises BusinessError: if somebody has.
    """
    _own(session, report, by).move("take_back")
    session.flush()


def match(session: Session, report: Report, *, by: User, now: datetime) -> None:
    """Say that the payment has come, and ask colleagues to approve the report.

    :raises BusinessError: if it is not handed in, or is one's own.
    """
    report = _other(session, report, by)
    report.move("match")
    report.matched_by_id = by.id
    session.flush()
    currency = company().currency
    approval.ask(session, APPROVAL, report, amount=report.total, currency=currency, by=by, now=now)


def reject(session: Session, report: Report, *, reason: str, by: User, now: datetime) -> None:
    """Refuse a report that was handed in; its dealer reads why and may change it.

    :raises BusinessError: without a reason, or if it is not handed in, or is one's own.
    """
    report = _other(session, report, by)
    if not report.can("reject") or report.state is State.MATCHED:
        asked = approval.latest(session, APPROVAL, report)
        if asked is not None and asked.is_open:
            approval.decide(session, asked, Verdict.REJECT, reason=reason, by=by, now=now)
            return
    if not reason.strip():
        raise BusinessError(_("Say why, so that it can be put right."), field="reason")
    report.move("reject")
    report.reason = reason.strip()
    session.flush()


def approve(session: Session, report: Report, *, by: User, now: datetime) -> None:
    """Sign for a report; the last signature makes an order of it and posts its points.

    :raises BusinessError: if the same person matched its payment, or it was decided before.
    """
    approval.sign(session, APPROVAL, report, by=by, now=now)


def reverse(
    session: Session, report: Report, *, reason: str, by: User, on: date, now: datetime
) -> Refund:
    """Ask to give everything back; when that is paid out, the points go back as well.

    :raises BusinessError: if nothing is left to give back.
    """
    if report.order_id is None:
        raise BusinessError(_("Only an approved report can be reversed; reject this one."))
    order = session.scalars(orders.locked(report.order_id)).one()
    wanted = {
        key: Claim(left.quantity, left.price, left.freight)
        for key, left in refunds.refundable(order).items()
    }
    return refunds.request_refund(
        session,
        order,
        wanted,
        liability=Liability.NO_REASON,
        reason=reason,
        returns_commission=True,
        by=by,
        on=on,
        now=now,
    )


def close(session: Session, *, signed_until: date) -> int:
    """Close the reported orders that nobody can return any more; return how many."""
    statement = (
        sa.update(Order)
        .where(Order.id.in_(queries.to_close(signed_until)))
        .values(state=OrderState.CLOSED)
        .returning(Order.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.scalars(statement).all())


def _approved(session: Session, report: Report, *, by: User, now: datetime) -> None:
    report = session.scalars(queries.locked(report.id)).one()
    if not report.can("approve"):
        report.move("approve")
    placed_at = from_local(datetime.combine(report.paid_on, time.min), company().zone)
    order = sales.create_order(
        session,
        report.dealer.store,
        [Item(one.product.code, one.quantity, one.price) for one in report.lines],
        buyer="",
        buyer_name=report.buyer_name,
        payments=[Money(report.tender.value, report.total)],
        number=report.number,
        placed_at=placed_at,
        by=by,
        on=report.paid_on,
        now=now,
    )
    report.order_id = order.id
    report.move("approve")
    session.flush()
    points.post(session, order, report.dealer.party_id, by=by, on=report.paid_on, now=now)


def _declined(session: Session, report: Report, *, by: User, now: datetime) -> None:
    asked = approval.latest(session, APPROVAL, report)
    report = session.scalars(queries.locked(report.id)).one()
    said = [] if asked is None else [one.reason for step in asked.steps for one in step.decisions]
    if by.id == report.matched_by_id:  # nobody rejects what they asked for: it was withdrawn
        report.move("unmatch")
        report.matched_by_id = None
    else:
        report.move("reject")
        report.reason = said[-1]
    session.flush()


def _preparers(report: Report) -> list[int]:
    session = sa.orm.object_session(report)
    dealer = session.get(Dealer, report.dealer_id) if session else None
    return [dealer.user_id] if dealer else []


APPROVAL = Approvable(
    name="orders.report",
    title=_l("Order report"),
    model=Report,
    permission="orders.report.approve",
    reading="orders.report.index",
    page="orders.report.detail",
    key="report_id",
    approved=_approved,
    declined=_declined,
    preparers=_preparers,
)


def _dealer(session: Session, by: User) -> Dealer:
    dealer = session.scalar(dealers.of_user(by.id))
    if dealer is None:
        raise BusinessError(_("You are no dealer; ask the department to register you."))
    return dealer


def _own(session: Session, report: Report, by: User) -> Report:
    report = session.scalars(queries.locked(report.id)).one()
    if report.dealer_id != _dealer(session, by).id:
        raise BusinessError(_("This is the report of another dealer."))
    return report


def _other(session: Session, report: Report, by: User) -> Report:
    report = session.scalars(queries.locked(report.id)).one()
    if report.dealer.user_id == by.id:
        raise BusinessError(_("This is your own report; a colleague has to look at it."))
    return report


def _fill(
    session: Session, report: Report, facts: Mapping[str, Any], items: Sequence[Item], on: date
) -> None:
    if not items:
        raise BusinessError(_("Write at least one product with its quantity and price."))
    if facts["paid_on"] > on:
        raise BusinessError(_("The day of payment has not come yet."), field="paid_on")
    if any(one.quantity <= NOTHING or one.price <= NOTHING for one in items):
        raise BusinessError(_("Quantities and prices must be above zero."))
    known = sales.product_keys(session, items)
    for name, value in facts.items():
        setattr(report, name, value)
    report.total = sum((one.price for one in items), NOTHING)
    report.lines.clear()
    session.flush()  # or the new lines would meet the old ones at their places
    report.lines = [
        ReportLine(
            position=at, product_id=known[one.product], quantity=one.quantity, price=one.price
        )
        for at, one in enumerate(items, start=1)
    ]
