"""Questions asked of refunds; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core.db import Money, Quantity
from core.rows import EVERY_ROW
from plugins.orders.ledger.models import Line, Order, Payment
from plugins.orders.refund.models import Refund, RefundLine, RefundTender, State

ALIVE = (State.REQUESTED, State.APPROVED, State.PAID_OUT)
# How many broken rows a check names.
FEW = 20


@cache
def all_refunds() -> Select[Refund]:
    """Every refund with its order."""
    return select(Refund).join(Order, Order.id == Refund.order_id)


def of_order(order_id: int) -> Select[Refund]:
    """The refunds of one order, the oldest first."""
    return select(Refund).where(Refund.order_id == order_id).order_by(Refund.id)


def of_lines(line_ids: Collection[int], since: datetime) -> Select[*tuple[Any, ...]]:
    """The pieces of some lines that somebody asked to refund since then and nobody declined.

    Line, key and number of the refund, and quantity; whoever asks, none is missed.
    """
    return (
        select(RefundLine.line_id, Refund.id, Refund.number, RefundLine.quantity)
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(
            RefundLine.line_id.in_(line_ids),
            RefundLine.quantity > 0,
            Refund.requested_at >= since,
            Refund.state.in_(ALIVE),
        )
        .order_by(Refund.id)
        .execution_options(**EVERY_ROW)
    )


def refund(refund_id: int) -> Select[Refund]:
    """One refund with its order and lines."""
    return (
        select(Refund)
        .where(Refund.id == refund_id)
        .options(
            joinedload(Refund.order),
            joinedload(Refund.requested_by),
            selectinload(Refund.lines).joinedload(RefundLine.line).joinedload(Line.product),
            selectinload(Refund.tenders).joinedload(RefundTender.payment),
        )
    )


def locked(refund_id: int) -> Select[Refund]:
    """One refund as it is now, with its lines; nobody else changes it meanwhile."""
    return (
        select(Refund)
        .where(Refund.id == refund_id)
        .options(
            selectinload(Refund.lines),
            selectinload(Refund.tenders).joinedload(RefundTender.payment),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def miscounted_lines() -> Select[*tuple[Any, ...]]:
    """The lines, by order and position, that say something else of refunds than they say."""
    taken = (
        select(
            RefundLine.line_id,
            func.sum(RefundLine.quantity, type_=Quantity()).label("quantity"),
            func.sum(RefundLine.price, type_=Money()).label("price"),
            func.sum(RefundLine.freight, type_=Money()).label("freight"),
        )
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(Refund.state.in_(ALIVE))
        .group_by(RefundLine.line_id)
        .subquery("taken")
    )
    return (
        select(Order.number, Line.position)
        .join(Order, Order.id == Line.order_id)
        .outerjoin(taken, taken.c.line_id == Line.id)
        .where(
            or_(
                Line.refunded_quantity != func.coalesce(taken.c.quantity, 0),
                Line.refunded_price != func.coalesce(taken.c.price, 0),
                Line.refunded_freight != func.coalesce(taken.c.freight, 0),
            )
        )
        .order_by(Order.number, Line.position)
        .limit(FEW)
    )


def miscounted_orders() -> Select[str]:
    """The orders that say something else of their refunds than their lines."""
    taken = (
        select(
            Line.order_id,
            func.sum(Line.refunded_price + Line.refunded_freight, type_=Money()).label("amount"),
        )
        .group_by(Line.order_id)
        .subquery("taken")
    )
    return (
        select(Order.number)
        .outerjoin(taken, taken.c.order_id == Order.id)
        .where(Order.refunded != func.coalesce(taken.c.amount, 0))
        .order_by(Order.number)
        .limit(FEW)
    )


def miscounted_payments() -> Select[*tuple[Any, ...]]:
    """The payments, by order and sequence, that say something else of refunds than they say."""
    given = (
        select(RefundTender.payment_id, func.sum(RefundTender.amount, type_=Money()).label("sum"))
        .join(Refund, Refund.id == RefundTender.refund_id)
        .where(Refund.state.in_(ALIVE))
        .group_by(RefundTender.payment_id)
        .subquery("given")
    )
    return (
        select(Order.number, Payment.sequence)
        .join(Order, Order.id == Payment.order_id)
        .outerjoin(given, given.c.payment_id == Payment.id)
        .where(Payment.refunded != func.coalesce(given.c.sum, 0))
        .order_by(Order.number, Payment.sequence)
        .limit(FEW)
    )


def unsplit() -> Select[str]:
    """The refunds that live and do not go back in full by the ways that payments came."""
    given = (
        select(RefundTender.refund_id, func.sum(RefundTender.amount, type_=Money()).label("sum"))
        .group_by(RefundTender.refund_id)
        .subquery("given")
    )
    return (
        select(Refund.number)
        .outerjoin(given, given.c.refund_id == Refund.id)
        .where(Refund.state.in_(ALIVE), Refund.amount != func.coalesce(given.c.sum, 0))
        .order_by(Refund.number)
        .limit(FEW)
    )


def waiting() -> Select[int]:
    """How many refunds wait for a decision."""
    return select(func.count(Refund.id)).where(Refund.state == State.REQUESTED)
