"""What can be done with offers and purchases.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.company import company
from core.db import lock
from core.errors import BusinessError
from core.numbering import next_number
from core.party.models import Party
from core.setting import services as settings
from core.user.models import User
from plugins.it_assets.purchase import queries
from plugins.it_assets.purchase.models import Purchase, Quote
from plugins.it_assets.purchase.models import State as PurchaseState
from plugins.it_assets.purchase.rules import LEAST, Obstacle, obstacle
from plugins.it_assets.request import services as requests
from plugins.it_assets.request.models import Request, State

SERIES = "EP"
LOCK = "it_assets.purchase"
THRESHOLD = "it_assets.quotes_from"
FRESH = ("state", "received", "accepted", "version_id")
COLLECTING = (State.ASKED, State.APPROVED, State.DECLINED)


def record_quote(
    session: Session,
    request: Request,
    vendor: Party,
    *,
    price: Decimal,
    note: str = "",
    by: User,
    on: date,
) -> Quote:
    """Write down what a vendor wants for one piece; a later offer replaces an earlier one.

    :raises BusinessError: if the request is ordered already, or the price is not above zero.
    """
    lock(session, LOCK)
    session.refresh(request, ["state"])
    if request.state not in COLLECTING:
        raise BusinessError(_("%(request)s is ordered already.", request=request.number))
    if price <= 0:
        raise BusinessError(_("A price is above zero."), field="price")
    known = {one.vendor_id: one for one in session.scalars(queries.quotes_of(request.id))}
    quote = known.get(vendor.id) or Quote(request_id=request.id, vendor=vendor)
    quote.price, quote.note, quote.quoted_on = price, note.strip(), on
    session.add(quote)
    session.flush()
    return quote


def order(
    session: Session,
    request: Request,
    quote: int,
    *,
    reason: str = "",
    expected_on: date | None = None,
    by: User,
    on: date,
    now: datetime,
) -> Purchase:
    """Order what was approved of the vendor of an offer.

    :param quote: the id of the offer.
    :param reason: why it is not the cheapest offer.
    :raises BusinessError: if the request is not approved, the offer costs more than was approved,
        too few offers were compared, or a cheaper one is passed over without a reason.
    """
    lock(session, LOCK)
    requests.move(session, request, "order")
    offers = {one.id: one for one in session.scalars(queries.quotes_of(request.id))}
    chosen = offers.pop(quote, None)
    if chosen is None:
        raise BusinessError(_("Choose one of the offers."), field="quote")
    if expected_on is not None and expected_on < on:
        raise BusinessError(_("Nothing comes before it is ordered."), field="expected_on")
    _check(session, request, chosen, list(offers.values()), reason)
    purchase = Purchase(
        number=next_number(session, SERIES, on=on),
        request_id=request.id,
        vendor_id=chosen.vendor_id,
        quantity=request.quantity,
        received=0,
        accepted=0,
        price=chosen.price,
        currency=company().currency,
        reason=reason.strip(),
        ordered_on=on,
        expected_on=expected_on,
        ordered_at=now,
        ordered_by_id=by.id,
    )
    session.add(purchase)
    session.flush()
    return purchase


def _check(
    session: Session, request: Request, chosen: Quote, others: list[Quote], reason: str
) -> None:
    threshold = Decimal(int(str(settings.read(session, THRESHOLD)[THRESHOLD])))
    found = obstacle(
        chosen.price * request.quantity,
        [one.price * request.quantity for one in others],
        approved=request.total,
        threshold=threshold,
        reason=reason,
    )
    if found is Obstacle.DEARER_THAN_APPROVED:
        raise BusinessError(
            _("The offer costs more than was approved; whoever asked has to ask again."),
            field="quote",
        )
    if found is Obstacle.TOO_FEW_OFFERS:
        raise BusinessError(
            _(
                "From %(amount)s on, at least %(count)s vendors are compared; add another offer.",
                amount=f"{threshold:,}",
                count=LEAST,
            ),
            field="quote",
        )
    if found is Obstacle.NOT_THE_CHEAPEST:
        message = _("There is a cheaper offer; say why it is not taken.")
        raise BusinessError(message, field="reason")


def close(session: Session, purchase: Purchase, *, by: User, now: datetime) -> None:
    """Wait no longer for what is still to come; what never came at all can be ordered anew.

    :raises BusinessError: if nothing is to come.
    """
    session.refresh(purchase, FRESH, with_for_update={"of": Purchase})
    purchase.move("close" if purchase.received else "cancel")
    session.flush()
    _settle(session, purchase)


def receive(session: Session, purchase: Purchase, count: int) -> None:
    """Count pieces that came; the last ones finish the purchase.

    :raises BusinessError: if more come than were ordered, or nothing is to come.
    """
    session.refresh(purchase, FRESH, with_for_update={"of": Purchase})
    if not purchase.can("receive"):
        purchase.move("receive")
    if not 0 < count <= purchase.outstanding:
        raise BusinessError(
            _("Still to come: %(count)s; write a number up to that.", count=purchase.outstanding),
            field="quantity",
        )
    purchase.received += count
    if not purchase.outstanding:
        purchase.move("receive")
    session.flush()


def accept(session: Session, purchase: Purchase, count: int) -> None:
    """Count pieces that were looked at and taken; the last ones fulfil the request."""
    session.refresh(purchase, FRESH, with_for_update={"of": Purchase})
    purchase.accepted += count
    session.flush()
    _settle(session, purchase)


def take_back(session: Session, purchase: Purchase, count: int) -> None:
    """Wait again for pieces that were refused, unless nothing more is waited for."""
    session.refresh(purchase, FRESH, with_for_update={"of": Purchase})
    purchase.received -= count
    if purchase.can("reopen"):
        purchase.move("reopen")
    elif not purchase.received and purchase.state is PurchaseState.SHORT:
        purchase.move("cancel")
    session.flush()
    _settle(session, purchase)


def _settle(session: Session, purchase: Purchase) -> None:
    """Let the request follow: it is fulfilled, or waits to be ordered again."""
    request = session.get_one(Request, purchase.request_id)
    if purchase.state is PurchaseState.CANCELLED:
        requests.move(session, request, "cancel")
    elif purchase.state is not PurchaseState.ORDERED and purchase.accepted == purchase.received:
        requests.move(session, request, "fulfil")
