"""What orders does when service is there too: sold lines for cases, their refunds and exchanges."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import has_request_context, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, cast, literal, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.types import String

from core.errors import BusinessError
from core.hooks import hookimpl
from core.permissions import allowed
from core.user.models import User
from plugins.orders.exchange import queries as exchanges
from plugins.orders.ledger import queries as orders
from plugins.orders.ledger.models import NOTHING, Line, Order, State
from plugins.orders.product.models import Product
from plugins.orders.refund import queries as refunds
from plugins.orders.refund import services
from plugins.orders.refund.listing import STATES
from plugins.orders.refund.models import Liability
from plugins.orders.refund.models import State as RefundState
from plugins.orders.refund.rules import Claim
from plugins.service.contract import (
    LineRefund,
    LinesWanted,
    RefundAsked,
    RefundTold,
    ReturnApproved,
    SoldLine,
)

FAULTS = {
    "customer": Liability.NO_REASON,
    "supplier": Liability.SUPPLIER,
    "company": Liability.PLATFORM,
}


@hookimpl
def service_order_lines(session: Session, wanted: LinesWanted, limit: int) -> Sequence[SoldLine]:
    """Return the lines of buyers or orders that are not withdrawn."""
    asked = (
        select(Line)
        .join(Order, Order.id == Line.order_id)
        .where(~Line.is_withdrawn)
        .options(joinedload(Line.order), joinedload(Line.product))
        .order_by(Order.placed_at.desc(), Line.order_id.desc(), Line.position)
        .limit(limit)
    )
    if wanted.line_ids:
        asked = asked.where(Line.id.in_(wanted.line_ids))
    elif wanted.order_id is not None:
        asked = asked.where(Line.order_id == wanted.order_id)
    else:
        asked = asked.where(Order.buyer_id.in_(wanted.party_ids))
    # Nobody reads in a job or a command, and no address can be made there.
    may_see = has_request_context() and allowed("orders.order.index")
    return [_told(line, may_see=may_see) for line in session.scalars(asked)]


def _told(line: Line, *, may_see: bool) -> SoldLine:
    order = line.order
    return SoldLine(
        line_id=line.id,
        order_id=order.id,
        order_number=order.number,
        party_id=order.buyer_id,
        product_code=line.product.code,
        title=line.product.title,
        category=line.product.category or "",
        supplier_id=line.supplier_id,
        quantity=line.quantity,
        left=line.quantity - line.refunded_quantity,
        signed_on=order.signed_on,
        placed_at=order.placed_at,
        url=url_for("orders.order.detail", order_id=order.id) if may_see else "",
    )


@hookimpl
def service_return_approved(
    session: Session, approved: ReturnApproved, by: User, on: date, now: datetime
) -> RefundAsked:
    """Ask for the refund; the inbox of those who approve refunds shows it.

    :raises BusinessError: if more is returned than was paid and not yet refunded.
    """
    order = session.scalar(orders.order(approved.order_id))
    if order is None:
        raise BusinessError(_("The order of this return is no longer there."))
    liability = FAULTS[approved.fault]
    refund = services.request_refund(
        session,
        order,
        {line.line_id: Claim(line.quantity, line.price, NOTHING) for line in approved.lines},
        liability=liability,
        reason=f"{approved.case_number} {approved.reason}"[:500],
        returns_commission=liability is not Liability.SUPPLIER,
        by=by,
        on=on,
        now=now,
    )
    return RefundAsked(refund.id, refund.number)


@hookimpl
def service_refund_told(session: Session, refund_id: int) -> RefundTold | None:
    """Tell how far a refund has come."""
    refund = session.scalar(refunds.refund(refund_id))
    if refund is None:
        return None
    words, colour = STATES[refund.state]
    url = ""
    if has_request_context() and allowed("orders.refund.index"):
        url = url_for("orders.refund.detail", refund_id=refund.id)
    stands = refund.state not in {RefundState.REJECTED, RefundState.WITHDRAWN}
    return RefundTold(str(words), colour, url, stands)


@hookimpl
def service_line_refunds(
    session: Session, line_ids: Collection[int], since: datetime
) -> Sequence[LineRefund]:
    """Return the refunds that were neither refused nor withdrawn, wherever they were asked for."""
    return [LineRefund(*row) for row in session.execute(refunds.of_lines(line_ids, since))]


@hookimpl
def service_exchanged_quantities(
    session: Session, line_ids: Collection[int], since: datetime
) -> Mapping[int, Decimal]:
    """Return the pieces of exchanges that were neither called off nor refused."""
    rows = session.execute(exchanges.exchanged(line_ids, since))
    return {line_id: pieces for line_id, pieces in rows}


@hookimpl
def service_sold_quantities() -> Select[*tuple[Any, ...]]:
    """Return the lines of orders that were not cancelled, on the day of the order."""
    return (
        select(
            Product.code.label("product_code"),
            Line.supplier_id.label("supplier_id"),
            Line.quantity.label("quantity"),
            Order.placed_on.label("sold_on"),
        )
        .join(Order, Order.id == Line.order_id)
        .join(Product, Product.id == Line.product_id)
        .where(Order.state != State.CANCELLED, ~Line.is_withdrawn)
    )


@hookimpl
def service_shared_purchases() -> Select[*tuple[Any, ...]]:
    """Return buyers by name and product: equal names who bought the same may be one person."""
    return (
        select(
            Order.buyer_id.label("party_id"),
            (Order.buyer_name + literal(" #") + cast(Line.product_id, String)).label("value"),
        )
        .join(Line, Line.order_id == Order.id)
        .where(Order.buyer_id.is_not(None), Order.buyer_name != "")
        .distinct()
    )
