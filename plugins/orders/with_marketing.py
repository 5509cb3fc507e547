"""What orders does when marketing is there too: it offers what was sold, to be credited."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select, type_coerce
from sqlalchemy.orm import aliased

from core.db import Money, Quantity
from core.hooks import hookimpl
from plugins.marketing.contract import OrderSource
from plugins.orders.ledger.models import Line, Order, State

NAME = "orders.order"
NOT_SOLD = (State.PLACED, State.CANCELLED)
THOUSANDTHS = 1_000  # quantities are stored in them


@hookimpl
def marketing_order_source() -> OrderSource:
    """Offer the orders that were paid and not cancelled, less what was asked back of them."""
    return OrderSource(NAME, _orders())


def _orders() -> Select[*tuple[Any, ...]]:
    margins = _margins().subquery("margins")
    return (
        select(
            Order.id.label("source_id"),
            Order.number.label("reference"),
            Order.buyer_id.label("customer_id"),
            Order.placed_at.label("placed_at"),
            Order.placed_on.label("placed_on"),
            Order.currency.label("currency"),
            type_coerce(Order.total - Order.refunded, Money).label("revenue"),
            type_coerce(case((margins.c.unknown == 0, margins.c.margin)), Money).label("margin"),
            _is_first().label("is_first"),
        )
        .outerjoin(margins, margins.c.order_id == Order.id)
        .where(Order.state.not_in(NOT_SOLD))
    )


def _margins() -> Select[*tuple[Any, ...]]:
    """What the goods of each order brought above their cost; freight is passed on.

    Amounts are hundredths and quantities thousandths, so the cost of a line is rounded once.
    """
    kept = type_coerce(Line.quantity, Quantity.impl) - type_coerce(
        Line.refunded_quantity, Quantity.impl
    )
    cost = type_coerce(Line.unit_cost, Money.impl) * kept
    paid = Line.price - Line.seller_discount - Line.platform_discount - Line.refunded_price
    return (
        select(
            Line.order_id,
            func.count(case((Line.unit_cost.is_(None), 1))).label("unknown"),
            func.sum(
                type_coerce(paid, Money.impl) - (cost + THOUSANDTHS // 2) // THOUSANDTHS,
            ).label("margin"),
        )
        .where(~Line.is_withdrawn)
        .group_by(Line.order_id)
    )


def _is_first() -> ColumnElement[bool]:
    """Whether the buyer is known and bought nothing before."""
    earlier = aliased(Order)
    before = (earlier.placed_at < Order.placed_at) | (
        (earlier.placed_at == Order.placed_at) & (earlier.id < Order.id)
    )
    return Order.buyer_id.is_not(None) & ~exists().where(
        earlier.buyer_id == Order.buyer_id, earlier.state.not_in(NOT_SOLD), before
    )
