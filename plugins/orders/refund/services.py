"""What can be done with refunds.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import numbering
from core.approval import services as approval
from core.approvals import Approvable
from core.errors import BusinessError
from core.signature.models import Verdict
from core.user.models import User
from plugins.orders.ledger import queries as orders
from plugins.orders.ledger.models import Line, Order
from plugins.orders.points import services as points
from plugins.orders.points.services import EARNS_NOTHING
from plugins.orders.refund import queries
from plugins.orders.refund.models import Liability, Refund, RefundLine, RefundTender
from plugins.orders.refund.rules import Claim, Paid, Sold, fits, priced, split

SERIES = "R"
NOTHING = Decimal(0)


def refundable(order: Order) -> dict[int, Claim]:
    """Return what is left to refund of each line of an order, by the line's key."""
    return {line.id: _sold(line).left for line in order.lines if not line.is_withdrawn}


def request_refund(
    session: Session,
    order: Order,
    wanted: Mapping[int, Claim],
    *,
    liability: Liability,
    reason: str,
    returns_commission: bool,
    by: User,
    on: date,
    now: datetime,
) -> Refund:
    """Ask for money to go back; colleagues decide.  What is asked for is taken at once.

    :param wanted: quantity, price and freight to take back, by the key of the order's line.
    :raises BusinessError: if nothing is wanted, or more than was paid and not yet refunded.
    """
    order = session.scalars(orders.locked(order.id)).one()
    claims = _claims(order, wanted)
    amount = sum((claim.amount for claim in claims.values()), NOTHING)
    tenders = _tenders(order, amount)
    refund = Refund(
        number=numbering.next_number(session, SERIES, on=on),
        order_id=order.id,
        liability=liability,
        returns_commission=returns_commission,
        reason=reason.strip(),
        amount=amount,
        requested_by_id=by.id,
        requested_at=now,
    )
    refund.lines = [
        RefundLine(line_id=key, quantity=one.quantity, price=one.price, freight=one.freight)
        for key, one in claims.items()
    ]
    refund.tenders = tenders
    session.add(refund)
    _take(order, refund, Decimal(1))
    session.flush()
    approval.ask(session, APPROVAL, refund, amount=amount, currency=order.currency, by=by, now=now)
    return refund


def approve(session: Session, refund: Refund, *, by: User, now: datetime) -> None:
    """Sign for a refund that a colleague asked for; the last signature approves it.

    :raises BusinessError: if the same person asked for it, others have to sign, or it was decided.
    """
    approval.sign(session, APPROVAL, refund, by=by, now=now)


def reject(session: Session, refund: Refund, *, reason: str, by: User, now: datetime) -> None:
    """Refuse a refund that a colleague asked for; its lines can be refunded again.

    :raises BusinessError: as in :func:`approve`, or without a reason.
    """
    asked = approval.latest(session, APPROVAL, refund)
    if asked is None:
        raise BusinessError(_("Nobody has asked to approve this refund."))
    approval.decide(session, asked, Verdict.REJECT, reason=reason, by=by, now=now)


def pay_out(session: Session, refund: Refund, *, by: User, on: date, now: datetime) -> None:
    """Note that the money went back; settlements take it from the supplier from now on.

    Points that the order earned go back in proportion.

    :raises BusinessError: if the same person asked for it, it is not approved, or was paid before.
    """
    refund = session.scalars(queries.locked(refund.id)).one()
    if by.id == refund.requested_by_id:
        raise BusinessError(_("You asked for this refund yourself; a colleague has to pay it out."))
    refund.move("pay_out")
    refund.refunded_on = on
    session.flush()
    earning = [one.amount for one in refund.tenders if one.payment.tender not in EARNS_NOTHING]
    points.reverse(
        session,
        order_id=refund.order_id,
        refund_id=refund.id,
        money=sum(earning, NOTHING),
        by=by,
        on=on,
        now=now,
    )


def _approved(session: Session, refund: Refund, *, by: User, now: datetime) -> None:
    refund = session.scalars(queries.locked(refund.id)).one()
    refund.move("approve")
    refund.decided_by_id, refund.decided_at = by.id, now
    session.flush()


def _declined(session: Session, refund: Refund, *, by: User, now: datetime) -> None:
    refund = session.scalars(queries.locked(refund.id)).one()
    is_own = by.id == refund.requested_by_id  # nobody else withdraws, and nobody rejects their own
    refund.move("withdraw" if is_own else "reject")
    if not is_own:
        refund.decided_by_id = by.id
    refund.decided_at = now
    _take(session.scalars(orders.locked(refund.order_id)).one(), refund, Decimal(-1))
    session.flush()


APPROVAL = Approvable(
    name="orders.refund",
    title=_l("Refund"),
    model=Refund,
    permission="orders.refund.approve",
    reading="orders.refund.index",
    page="orders.refund.detail",
    key="refund_id",
    approved=_approved,
    declined=_declined,
)


def _claims(order: Order, wanted: Mapping[int, Claim]) -> dict[int, Claim]:
    lines = {line.id: line for line in order.lines if not line.is_withdrawn}
    claims = {}
    for key, claim in wanted.items():
        if claim.is_empty:
            continue
        if key not in lines:
            raise BusinessError(_("The order has changed meanwhile; open it again."))
        sold = _sold(lines[key])
        if claim.quantity > sold.left.quantity and sold.exchanging:
            raise BusinessError(
                _(
                    "Of line %(position)s %(exchanging)s pieces are being exchanged and "
                    "%(quantity)s are left to refund; end the exchange first.",
                    position=lines[key].position,
                    exchanging=sold.exchanging,
                    quantity=sold.left.quantity,
                )
            )
        claims[key] = priced(claim, sold) if claim.quantity <= sold.left.quantity else claim
        if not fits(claims[key], sold.left):
            raise BusinessError(
                _(
                    "Of line %(position)s at most %(price)s and %(freight)s freight can be "
                    "refunded for %(quantity)s pieces.",
                    position=lines[key].position,
                    price=sold.left.price,
                    freight=sold.left.freight,
                    quantity=sold.left.quantity,
                )
            )
    if not claims:
        raise BusinessError(_("Write how much is refunded of at least one line."))
    return claims


def _tenders(order: Order, amount: Decimal) -> list[RefundTender]:
    if amount > order.paid - order.refunded:
        raise BusinessError(
            _(
                "The buyer paid %(paid)s, of which %(refunded)s is refunded; %(amount)s "
                "is too much.",
                paid=order.paid,
                refunded=order.refunded,
                amount=amount,
            )
        )
    payments = [Paid(one.id, one.tender.value, one.amount, one.refunded) for one in order.payments]
    shares = split(amount, payments)
    return [RefundTender(payment_id=key, amount=share) for key, share in shares.items()]


def _take(order: Order, refund: Refund, sign: Decimal) -> None:
    """Note on the order what a refund takes back, or give it free again."""
    lines = {line.id: line for line in order.lines}
    for one in refund.lines:
        line = lines[one.line_id]
        line.refunded_quantity += sign * one.quantity
        line.refunded_price += sign * one.price
        line.refunded_freight += sign * one.freight
    payments = {payment.id: payment for payment in order.payments}
    for share in refund.tenders:
        payments[share.payment_id].refunded += sign * share.amount
    order.refunded += sign * refund.amount


def _sold(line: Line) -> Sold:
    return Sold(
        quantity=line.quantity,
        price=line.paid,
        freight=line.freight,
        refunded_quantity=line.refunded_quantity,
        refunded_price=line.refunded_price,
        refunded_freight=line.refunded_freight,
        exchanging=line.exchanging_quantity,
    )
