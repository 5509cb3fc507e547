"""What can be done with requests for equipment.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.approval import services as approval
from core.approvals import Approvable, moves
from core.clock import local_date
from core.company import company
from core.errors import BusinessError
from core.numbering import next_number
from core.user.models import User
from plugins.it_assets.entitlement import queries as entitled_queries
from plugins.it_assets.entitlement import services as entitlements
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.request import queries
from plugins.it_assets.request.models import Request

SERIES = "ER"


def create_request(
    session: Session,
    model: EquipmentModel | None,
    *,
    title: str,
    quantity: int,
    price: Decimal,
    reason: str,
    needed_on: date | None = None,
    by: User,
    on: date,
    now: datetime,
) -> Request:
    """Ask for equipment of a known model, or of what the title describes.

    :raises BusinessError: if it says neither, or asks for less than one piece, or gives no reason.
    """
    title = title.strip() or (str(model) if model else "")
    if not title:
        message = _("Choose a model, or describe what you need.")
        raise BusinessError(message, field="title")
    if quantity < 1:
        raise BusinessError(_("Ask for one piece at least."), field="quantity")
    _check_price(price)
    if not reason.strip():
        raise BusinessError(_("Say what it is needed for."), field="reason")
    request = Request(
        number=next_number(session, SERIES, on=on),
        model_id=model.id if model else None,
        title=title,
        quantity=quantity,
        price=price,
        reason=reason.strip(),
        needed_on=needed_on,
        requested_at=now,
        requested_by_id=by.id,
    )
    _ask(session, request, by=by, now=now)
    return request


def ask(session: Session, request: Request, *, price: Decimal, by: User, now: datetime) -> None:
    """Ask again for what was declined, or for more money than was approved.

    :raises BusinessError: if the request is in another state, or somebody else asked for it.
    """
    session.refresh(request, with_for_update={"of": Request})
    if by.id != request.requested_by_id:
        raise BusinessError(_("Only who asked for the equipment can ask for it again."))
    _check_price(price)
    request.move("ask")
    request.price = price
    _ask(session, request, by=by, now=now)


def move(session: Session, request: Request, verb: str) -> None:
    """Note that a request was ordered, is fulfilled, or waits to be ordered again.

    :raises BusinessError: if its state does not allow that.
    """
    session.refresh(request, with_for_update={"of": Request})
    request.move(verb)
    session.flush()


def _check_price(price: Decimal) -> None:
    if price <= 0:
        raise BusinessError(_("Write about how much one piece costs."), field="price")


def _ask(session: Session, request: Request, *, by: User, now: datetime) -> None:
    _compare(session, request, by=by, on=local_date(now, company().zone))
    session.add(request)
    session.flush()
    approval.ask(
        session,
        EQUIPMENT,
        request,
        amount=request.total,
        currency=company().currency,
        note=beyond(request),
        by=by,
        now=now,
    )


def _compare(session: Session, request: Request, *, by: User, on: date) -> None:
    """Note what the posts of whoever asks are entitled to; what no model names is not compared."""
    request.entitled = request.entitled_price = None
    request.had, request.is_beyond = 0, False
    model = session.get(EquipmentModel, request.model_id) if request.model_id else None
    found = None if model is None else entitlements.entitled(session, by, model.category_id, on)
    if model is None or found is None:
        return
    held = session.scalars(entitled_queries.held(by.id, model.category_id)).one()
    asked = session.scalars(queries.pieces_of(by.id, model.category_id, request.id)).one()
    request.entitled, request.entitled_price = found.quantity, found.price
    request.had = held + int(asked)
    request.is_beyond = found.is_exceeded(
        had=request.had, quantity=request.quantity, price=request.price
    )


def beyond(request: Request) -> str:
    """Tell in what a request goes beyond what the post is entitled to; nothing if it does not."""
    if not request.is_beyond:
        return ""
    told = _(
        "Beyond what the post is entitled to (%(entitled)s): %(had)s there or asked for before, "
        "%(quantity)s more asked for.",
        entitled=request.entitled,
        had=request.had,
        quantity=request.quantity,
    )
    limit = request.entitled_price
    if limit is None or request.price <= limit:
        return told
    figures = {"limit": f"{limit:,.2f}", "price": f"{request.price:,.2f}"}
    price = _("One may cost %(limit)s and costs %(price)s.", **figures)
    return f"{told} {price}"


EQUIPMENT = Approvable(
    name="it_assets.request",
    title=_l("Purchase of equipment"),
    model=Request,
    permission="it_assets.request.approve",
    reading="it_assets.request.index",
    page="it_assets.request.detail",
    key="request_id",
    approved=moves("approve"),
    declined=moves("decline"),
    preparers=lambda request: [request.requested_by_id],
)
