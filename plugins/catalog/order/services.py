"""What can be done with purchase orders.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.clock import local_date
from core.company import company
from core.db import lock
from core.errors import BusinessError
from core.numbering import next_number
from core.user.models import User
from plugins.catalog.order import queries
from plugins.catalog.order.models import OrderLine, PurchaseOrder
from plugins.catalog.request.models import Request
from plugins.catalog.supply import queries as supplies

SERIES = "PO"
LOCK = "catalog.order"


def place(session: Session, request: Request, *, by: User, now: datetime) -> PurchaseOrder:
    """Put an approved request into the draft order of its supplier and warehouse.

    :raises BusinessError: if it is not approved, or ordered already.
    """
    lock(session, LOCK)
    session.refresh(request, with_for_update={"of": Request})
    request.move("order")
    order = session.scalar(queries.draft_of(request.supplier_id, request.warehouse_id))
    if order is None:
        on = local_date(now, company().zone)
        order = PurchaseOrder(
            number=next_number(session, SERIES, on=on),
            supplier_id=request.supplier_id,
            warehouse_id=request.warehouse_id,
            created_at=now,
            total=0,
        )
        session.add(order)
        session.flush()
    session.add(
        OrderLine(
            order_id=order.id,
            request_id=request.id,
            product_id=request.product_id,
            quantity=request.quantity,
            price=request.price,
        )
    )
    order.total += request.total
    session.flush()
    return order


def send(
    session: Session,
    order: PurchaseOrder,
    *,
    by: User,
    now: datetime,
    expected_on: date | None = None,
) -> None:
    """Note that an order went to its supplier; it is expected after the longest lead time.

    :raises BusinessError: if it was sent before, or is expected before today.
    """
    session.refresh(order, with_for_update={"of": PurchaseOrder})
    order.move("send")
    order.ordered_on = local_date(now, company().zone)
    if expected_on is not None and expected_on < order.ordered_on:
        raise BusinessError(_("Goods cannot come before they are ordered."), field="expected_on")
    order.expected_on = expected_on or order.ordered_on + timedelta(
        days=session.scalar(_longest_lead(order)) or 0
    )
    session.flush()


def _longest_lead(order: PurchaseOrder) -> sa.Select[int]:
    return supplies.longest_lead(
        order.supplier_id, sa.select(OrderLine.product_id).where(OrderLine.order_id == order.id)
    )


def close(session: Session, order: PurchaseOrder, *, by: User, now: datetime) -> None:
    """Wait no longer for what is still to come.

    :raises BusinessError: if nothing is awaited.
    """
    session.refresh(order, with_for_update={"of": PurchaseOrder})
    order.move("close")
    session.flush()
