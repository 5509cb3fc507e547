"""What can be done with refunds.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import numbering
from core.errors import BusinessError
from core.user.models import User
from plugins.orders.ledger import queries as orders
from plugins.orders.ledger.models import Line, Order
from plugins.orders.refund import queries
from plugins.orders.refund.models import Liability, Refund, RefundLine
from plugins.orders.refund.rules import Claim, Sold, fits, priced

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
    """Ask for money to go back; a colleague decides.  What is asked for is taken at once.

    :param wanted: quantity, price and freight to take back, by the key of the order's line.
    :raises BusinessError: if nothing is wanted, or more than was paid and not yet refunded.
    """
    order = session.scalars(orders.locked(order.id)).one()
    claims = _claims(order, wanted)
    amount = sum((claim.amount for claim in claims.values()), NOTHING)
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
    session.add(refund)
    _take(order, refund, Decimal(1))
    session.flush()
    return refund


def approve(session: Session, refund: Refund, *, by: User, now: datetime) -> None:
    """Approve a refund that a colleague asked for.

    :raises BusinessError: if the same person asked for it, or it was decided before.
    """
    _decide(session, refund, "approve", by=by, now=now)


def reject(session: Session, refund: Refund, *, by: User, now: datetime) -> None:
    """Refuse a refund that a colleague asked for; its lines can be refunded again.

    :raises BusinessError: as in :func:`approve`.
    """
    refund = _decide(session, refund, "reject", by=by, now=now)
    _take(session.scalars(orders.locked(refund.order_id)).one(), refund, Decimal(-1))
    session.flush()


def pay_out(session: Session, refund: Refund, *, by: User, on: date) -> None:
    """Note that the money went back; settlements take it from the supplier from now on.

    :raises BusinessError: if the same person asked for it, it is not approved, or was paid before.
    """
    refund = _locked(session, refund, by)
    refund.move("pay_out")
    refund.refunded_on = on
    session.flush()


def _decide(session: Session, refund: Refund, verb: str, *, by: User, now: datetime) -> Refund:
    refund = _locked(session, refund, by)
    refund.move(verb)
    refund.decided_by_id, refund.decided_at = by.id, now
    session.flush()
    return refund


def _locked(session: Session, refund: Refund, by: User) -> Refund:
    refund = session.scalars(queries.locked(refund.id)).one()
    if by.id == refund.requested_by_id:
        raise BusinessError(_("You asked for this refund yourself; a colleague has to decide."))
    return refund


def _claims(order: Order, wanted: Mapping[int, Claim]) -> dict[int, Claim]:
    lines = {line.id: line for line in order.lines if not line.is_withdrawn}
    claims = {}
    for key, claim in wanted.items():
        if claim.is_empty:
            continue
        if key not in lines:
            raise BusinessError(_("The order has changed meanwhile; open it again."))
        sold = _sold(lines[key])
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


def _take(order: Order, refund: Refund, sign: Decimal) -> None:
    """Note on the order what a refund takes back, or give it free again."""
    lines = {line.id: line for line in order.lines}
    for one in refund.lines:
        line = lines[one.line_id]
        line.refunded_quantity += sign * one.quantity
        line.refunded_price += sign * one.price
        line.refunded_freight += sign * one.freight
    order.refunded += sign * refund.amount


def _sold(line: Line) -> Sold:
    return Sold(
        quantity=line.quantity,
        price=line.paid,
        freight=line.freight,
        refunded_quantity=line.refunded_quantity,
        refunded_price=line.refunded_price,
        refunded_freight=line.refunded_freight,
    )
