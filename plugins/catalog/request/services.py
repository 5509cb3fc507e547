"""What can be done with purchase requests.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.approval import services as approval
from core.approvals import Approvable, moves
from core.company import company
from core.errors import BusinessError
from core.numbering import next_number
from core.party.models import Party
from core.user.models import User
from plugins.catalog.product.models import Product
from plugins.catalog.request.models import Request
from plugins.catalog.warehouse.models import Warehouse

SERIES = "CR"


def create_request(
    session: Session,
    product: Product,
    supplier: Party,
    warehouse: Warehouse,
    *,
    quantity: Decimal,
    price: Decimal,
    reason: str,
    needed_on: date | None = None,
    by: User,
    on: date,
    now: datetime,
) -> Request:
    """Ask to buy some units, and colleagues to approve it.

    :raises BusinessError: if the quantity is not above zero, or the price below it.
    """
    if quantity <= 0:
        raise BusinessError(_("Write how many units are wanted."), field="quantity")
    if price < 0:
        raise BusinessError(_("A price is not below zero."), field="price")
    request = Request(
        number=next_number(session, SERIES, on=on),
        product_id=product.id,
        supplier_id=supplier.id,
        warehouse_id=warehouse.id,
        quantity=quantity,
        price=price,
        reason=reason.strip(),
        needed_on=needed_on,
        requested_at=now,
        requested_by_id=by.id,
    )
    session.add(request)
    session.flush()
    _ask(session, request, by=by, now=now)
    return request


def ask(session: Session, request: Request, *, by: User, now: datetime) -> None:
    """Ask again for a request that was declined or withdrawn.

    :raises BusinessError: if it is in another state.
    """
    session.refresh(request, with_for_update={"of": Request})
    request.move("ask")
    session.flush()
    _ask(session, request, by=by, now=now)


def _ask(session: Session, request: Request, *, by: User, now: datetime) -> None:
    approval.ask(
        session,
        PURCHASE,
        request,
        amount=request.total,
        currency=company().currency,
        by=by,
        now=now,
    )


PURCHASE = Approvable(
    name="catalog.request",
    title=_l("Purchase"),
    model=Request,
    permission="catalog.request.approve",
    reading="catalog.request.index",
    page="catalog.request.detail",
    key="request_id",
    approved=moves("approve"),
    declined=moves("decline"),
)
