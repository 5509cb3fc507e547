"""What can be done with shipments.  Services flush; they never commit."""

from __future__ import annotations

import hashlib
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.user.models import User
from plugins.orders.fulfilment import services as fulfilment
from plugins.orders.ledger import queries as orders
from plugins.orders.ledger.models import Order
from plugins.orders.shipment import queries, rules
from plugins.orders.shipment.models import Event, Shipment, State


def create_shipment(
    session: Session,
    order: Order,
    *,
    carrier: str,
    tracking_number: str,
    by: User,
    now: datetime,
    at: datetime | None = None,
) -> Shipment:
    """Record a parcel of an order that left ``at`` or now; a paid order is shipped by its first.

    :raises BusinessError: if the carrier's number belongs to another parcel.
    """
    carrier, tracking_number = carrier.strip(), tracking_number.strip()
    if session.scalar(queries.tracked(carrier, tracking_number)) is not None:
        raise BusinessError(
            _(
                "%(carrier)s %(number)s is recorded already.",
                carrier=carrier,
                number=tracking_number,
            ),
            field="tracking_number",
        )
    shipment = Shipment(
        order_id=order.id,
        carrier=carrier,
        tracking_number=tracking_number,
        shipped_at=at or now,
        events=[],
    )
    session.add(shipment)
    session.flush()
    if order.can("ship"):
        fulfilment.ship(session, order, at=at or now, by=by, now=now)
    return shipment


def add_event(
    session: Session,
    shipment: Shipment,
    *,
    at: datetime,
    code: str,
    text: str,
    by: User | None = None,
    now: datetime | None = None,
) -> bool:
    """Record what a carrier reported; the same report again is ignored.

    Reports may come in any order: the parcel's state is that of the latest event.  An order whose
    last parcel is signed for is delivered.
    """
    session.execute(queries.locked(shipment.id))
    text = text.strip()[:300]
    if session.scalar(queries.same_event(shipment.id, at, text)) is not None:
        return False
    event = Event(
        shipment_id=shipment.id,
        at=at,
        code=code[:20],
        state=State(rules.meaning(code)),
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
    told = [(one.at, one.state.value) for one in session.scalars(queries.events(shipment.id))]
    told.append((event.at, event.state.value))
    session.add(event)
    shipment.state = State(rules.state_after(told))
    session.flush()
    session.expire(shipment, ["events"])
    if shipment.state is State.SIGNED:
        _deliver(session, shipment, rules.signed_at(told), by, now or at)
    return True


def _deliver(
    session: Session, shipment: Shipment, at: datetime, by: User | None, now: datetime
) -> None:
    order = session.scalars(orders.locked(shipment.order_id)).one()
    if order.can("deliver") and session.scalar(queries.unsigned(order.id).limit(1)) is None:
        fulfilment.deliver(session, order, at=at, by=by, now=now)
