"""What happens to an order on its way.  Services flush; they never commit.

Each step is allowed by the table of transitions of the order and keeps what the order said before
as a version, like a later file does.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import local_date
from core.company import company
from core.user.models import User
from plugins.orders.fulfilment import queries
from plugins.orders.ledger import services as ledger
from plugins.orders.ledger.models import Order


def pay(session: Session, order: Order, *, at: datetime, by: User | None, now: datetime) -> None:
    """Note that the buyer has paid.

    :raises BusinessError: if the order is not one that waits for its payment.
    """
    order = _step(session, order, "pay", by=by, now=now)
    order.paid_at, order.paid_on = at, local_date(at, company().zone)
    session.flush()


def ship(session: Session, order: Order, *, at: datetime, by: User | None, now: datetime) -> None:
    """Note that the first parcel has left.

    :raises BusinessError: if the order is not paid, or further already.
    """
    order = _step(session, order, "ship", by=by, now=now)
    order.shipped_at = at
    session.flush()


def deliver(
    session: Session, order: Order, *, at: datetime, by: User | None, now: datetime
) -> None:
    """Note that the buyer has signed for everything; the after-sale window begins.

    :raises BusinessError: if the order is not on its way.
    """
    order = _step(session, order, "deliver", by=by, now=now)
    order.delivered_at, order.signed_on = at, local_date(at, company().zone)
    session.flush()


def close(session: Session, order: Order, *, by: User | None, now: datetime) -> None:
    """End an order.

    :raises BusinessError: if the buyer has not signed for it.
    """
    _step(session, order, "close", by=by, now=now)
    session.flush()


def cancel(session: Session, order: Order, *, by: User | None, now: datetime) -> None:
    """Call an order off; what was paid goes back by refunds.

    :raises BusinessError: if it is over.
    """
    _step(session, order, "cancel", by=by, now=now)
    session.flush()


def _step(session: Session, order: Order, verb: str, *, by: User | None, now: datetime) -> Order:
    order = session.scalars(queries.whole(order.id)).one()
    before = ledger.told(order)
    order.move(verb)
    ledger.keep_version(session, order, before, by=by, now=now)
    return order
