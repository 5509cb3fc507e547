"""Questions asked of exchanges; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from core.db import Quantity
from core.rows import EVERY_ROW
from plugins.orders.exchange.models import HOLDING, NOT_GIVEN, Exchange, State
from plugins.orders.ledger.models import Line, Order
from plugins.orders.refund.models import Refund


def all_exchanges() -> Select[Exchange]:
    """Every exchange with its order."""
    return select(Exchange).join(Order, Order.id == Exchange.order_id)


def exchange(exchange_id: int) -> Select[Exchange]:
    """One exchange with all that its page shows."""
    return (
        select(Exchange)
        .where(Exchange.id == exchange_id)
        .options(
            joinedload(Exchange.order),
            joinedload(Exchange.line).joinedload(Line.product),
            joinedload(Exchange.product),
            joinedload(Exchange.requested_by),
            joinedload(Exchange.shipment),
            joinedload(Exchange.refund),
        )
    )


def locked(exchange_id: int) -> Select[Exchange]:
    """The same; nobody else changes the exchange until the transaction ends."""
    return (
        exchange(exchange_id).with_for_update(of=Exchange).execution_options(populate_existing=True)
    )


def of_order(order_id: int) -> Select[Exchange]:
    """The exchanges of one order, the oldest first."""
    return select(Exchange).where(Exchange.order_id == order_id).order_by(Exchange.id)


def exchanged(line_ids: Collection[int], since: datetime) -> Select[*tuple[Any, ...]]:
    """How many pieces of some lines somebody asked to exchange since then and did not call off.

    Those whose money was to be given back instead, and was not, are left out.  Whoever asks, none
    is missed.
    """
    return (
        select(Exchange.line_id, func.sum(Exchange.quantity, type_=Quantity()))
        .where(
            Exchange.line_id.in_(line_ids),
            Exchange.requested_at >= since,
            Exchange.state.not_in((State.REFUSED, State.CANCELLED)),
            or_(Refund.id.is_(None), Refund.state.not_in(NOT_GIVEN)),
        )
        .outerjoin(Refund, Refund.id == Exchange.refund_id)
        .group_by(Exchange.line_id)
        .execution_options(**EVERY_ROW)
    )


def miscounted() -> Select[*tuple[Any, ...]]:
    """The lines, by order and position, that say something else of exchanges than they say."""
    held = (
        select(Exchange.line_id, func.sum(Exchange.quantity, type_=Quantity()).label("quantity"))
        .where(Exchange.state.in_(HOLDING))
        .group_by(Exchange.line_id)
        .subquery("held")
    )
    return (
        select(Order.number, Line.position)
        .join(Order, Order.id == Line.order_id)
        .outerjoin(held, held.c.line_id == Line.id)
        .where(Line.exchanging_quantity != func.coalesce(held.c.quantity, 0))
        .order_by(Order.number, Line.position)
        .limit(20)
    )
