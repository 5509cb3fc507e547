"""What can be done with receipts of equipment.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.notification import services as notifications
from core.notifications import Facts, Notice
from core.numbering import next_number
from core.permissions import holds
from core.templating import day, number
from core.user.models import User
from plugins.it_assets.asset import services as assets
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place.models import Place
from plugins.it_assets.purchase import services as purchases
from plugins.it_assets.purchase.models import Purchase
from plugins.it_assets.receipt import queries
from plugins.it_assets.receipt.models import CHECK_WORDS, STATES, Check, Receipt, Unit
from plugins.it_assets.receipt.rules import serials_of, twice

SERIES = "ED"
READING = "it_assets.receipt.index"


def facts(session: Session, keys: Collection[int], reader: User | None) -> dict[int, Facts]:
    """Return how much came, when and from whom, to those who may read of it."""
    if reader is not None and not holds(reader, READING):
        return {}
    return {
        one.id: [
            (_l("Quantity"), number(one.quantity)),
            (_l("Received on"), day(one.received_on)),
            (_l("Vendor"), one.purchase.vendor.name),
            (_l("State"), str(STATES[one.state][0])),
        ]
        for one in session.scalars(queries.told(keys))
    }


CAME = Notice(
    "it_assets.receipt.received",
    _l("What you asked for has come; look at it and accept it: %(label)s"),
    "it_assets.receipt.detail",
    "receipt_id",
    facts=facts,
)


def receive(
    session: Session,
    purchase: Purchase,
    model: EquipmentModel,
    place: Place,
    *,
    quantity: int,
    serials: str = "",
    note: str = "",
    by: User,
    on: date,
    now: datetime,
) -> Receipt:
    """Take in pieces of a purchase: each becomes an asset, and whoever asked is told.

    :param purchase: with its request and vendor.
    :param serials: one serial number for a line, for all pieces or for none.
    :raises BusinessError: if more come than were ordered, the serial numbers do not fit, or
        whoever asked takes the pieces in without a second pair of eyes.
    """
    if by.id == purchase.request.requested_by_id:
        raise BusinessError(
            _("You asked for this yourself and will accept it; a colleague has to take it in.")
        )
    numbers = _serials(serials, quantity)
    purchases.receive(session, purchase, quantity)
    receipt = Receipt(
        number=next_number(session, SERIES, on=on),
        purchase_id=purchase.id,
        quantity=quantity,
        note=note.strip(),
        received_on=on,
        received_at=now,
        received_by_id=by.id,
    )
    session.add(receipt)
    session.flush()
    _enter(session, receipt, purchase, numbers, model=model, place=place, by=by, on=on)
    label = f"{purchase.request.title} ({receipt.number})"
    asker = [purchase.request.requested_by_id]
    notifications.notify(session, CAME, asker, record_id=receipt.id, label=label, by=by, now=now)
    return receipt


def accept(
    session: Session, receipt: Receipt, checks: Collection[Check], *, by: User, now: datetime
) -> None:
    """Take what came, after all checks were passed.

    :param receipt: with its purchase, its request and who asked.
    :raises BusinessError: if a check is missing, somebody else asked, or it is decided already.
    """
    _hold_for_decision(session, receipt, by)
    left = [str(text) for check, text in CHECK_WORDS.items() if check not in checks]
    if left:
        raise BusinessError(
            _("Not checked: %(checks)s. Refuse what does not pass.", checks=", ".join(left)),
            field="checks",
        )
    _decide(session, receipt, "accept", checks, by, now)
    purchases.accept(session, receipt.purchase, receipt.quantity)


def refuse(
    session: Session,
    receipt: Receipt,
    checks: Collection[Check],
    *,
    reason: str,
    by: User,
    on: date,
    now: datetime,
) -> None:
    """Send what came back to the vendor; the purchase waits for it again.

    :param receipt: with its pieces, its purchase, its request and who asked.
    :raises BusinessError: without a reason, if somebody else asked, or it is decided already.
    """
    _hold_for_decision(session, receipt, by)
    if not reason.strip():
        raise BusinessError(_("Say what is wrong with it."), field="reason")
    receipt.reason = reason.strip()
    _decide(session, receipt, "refuse", checks, by, now)
    for unit in receipt.units:
        assets.send_back(session, unit.asset, by=by, on=on)
    purchases.take_back(session, receipt.purchase, receipt.quantity)


def _hold_for_decision(session: Session, receipt: Receipt, by: User) -> None:
    session.refresh(receipt, ["state"], with_for_update={"of": Receipt})
    receipt.require("accept")
    asker = receipt.purchase.request.requested_by
    if by.id != asker.id and asker.active:
        raise BusinessError(_("%(name)s asked for this and accepts it.", name=asker.name))


def _decide(
    session: Session,
    receipt: Receipt,
    verb: str,
    checks: Collection[Check],
    by: User,
    now: datetime,
) -> None:
    receipt.move(verb)
    receipt.checks = {one.value: one in checks for one in Check}
    receipt.decided_at, receipt.decided_by_id = now, by.id
    session.flush()
    notifications.settle(session, (CAME,), record_id=receipt.id, now=now)


def _enter(
    session: Session,
    receipt: Receipt,
    purchase: Purchase,
    serials: list[str],
    *,
    on: date,
    **facts: Any,
) -> None:
    """Make each piece an asset."""
    for serial in serials:
        asset = assets.create_asset(
            session,
            serial=serial,
            supplier=purchase.vendor,
            order_number=purchase.number,
            purchased_on=on,
            cost=purchase.price,
            currency=purchase.currency,
            on=on,
            **facts,
        )
        session.add(Unit(receipt_id=receipt.id, asset_id=asset.id))
    session.flush()


def _serials(text: str, quantity: int) -> list[str]:
    numbers = serials_of(text)
    if numbers and len(numbers) != quantity:
        raise BusinessError(
            _(
                "%(quantity)s pieces came, but there are %(count)s serial numbers.",
                quantity=quantity,
                count=len(numbers),
            ),
            field="serials",
        )
    if again := twice(numbers):
        raise BusinessError(
            _("This serial number stands there twice: %(serial)s", serial=", ".join(again)),
            field="serials",
        )
    return numbers or [""] * quantity
