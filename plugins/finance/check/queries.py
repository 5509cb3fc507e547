"""What must never be found: one question for each invariant; each returns a Select of labels."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import aliased

from core.party.models import Party
from plugins.finance.payment.models import Batch, Item, ItemState
from plugins.finance.settlement.models import Feeds, Kind, Line, LineState, State, Statement
from plugins.finance.settlement.queries import whole

WAITING = (LineState.HELD, LineState.RELEASED)


def _sum(amount: Any) -> ColumnElement[int]:
    return func.coalesce(func.sum(amount), 0)


def statements_unlike_their_lines() -> Select[str]:
    """Statements whose figures are not what their lines add up to."""

    def fed(column: Any, feeds: Feeds) -> ColumnElement[int]:
        return _sum(case((Line.feeds == feeds, whole(column)), else_=0))

    return (
        select(Statement.number)
        .outerjoin(Line, Line.statement_id == Statement.id)
        .group_by(Statement.id)
        .having(
            or_(
                func.count(Line.id) != Statement.line_count,
                fed(Line.gross, Feeds.EARNED) != whole(Statement.gross),
                fed(Line.commission, Feeds.EARNED) != whole(Statement.commission),
                -fed(Line.net, Feeds.REFUNDS) != whole(Statement.refunds),
                fed(Line.net, Feeds.ADJUSTMENTS) != whole(Statement.adjustments),
            )
        )
    )


def statements_unlike_their_carries() -> Select[str]:
    """Statements that did not take over exactly what earlier ones were short of."""
    earlier = aliased(Statement)
    return (
        select(Statement.number)
        .outerjoin(earlier, earlier.carried_into_id == Statement.id)
        .group_by(Statement.id)
        .having(
            or_(
                _sum(whole(earlier.net)) != whole(Statement.carried_in),
                (Statement.state == State.CARRIED) != Statement.carried_into_id.is_not(None),
            )
        )
    )


def suppliers_out_of_balance() -> Select[str]:
    """Suppliers whose lines are not exactly paid, open or held back."""
    lines = (
        select(
            Line.supplier_id,
            _sum(whole(Line.net)).label("owed"),
            _sum(case((Line.statement_id.is_(None), whole(Line.net)), else_=0)).label("waiting"),
        )
        .group_by(Line.supplier_id)
        .subquery()
    )
    statements = (
        select(Statement.supplier_id, _sum(whole(Statement.net)).label("net"))
        .where(Statement.state != State.CARRIED)
        .group_by(Statement.supplier_id)
        .subquery()
    )
    return (
        select(Party.code)
        .outerjoin(lines, lines.c.supplier_id == Party.id)
        .outerjoin(statements, statements.c.supplier_id == Party.id)
        .where(
            func.coalesce(lines.c.owed, 0)
            != func.coalesce(statements.c.net, 0) + func.coalesce(lines.c.waiting, 0)
        )
    )


def lines_out_of_place() -> Select[str]:
    """Lines in another supplier's statement, or in none without waiting for the next."""
    return (
        select(Line.reference)
        .outerjoin(Statement, Statement.id == Line.statement_id)
        .where(
            or_(
                Statement.supplier_id != Line.supplier_id,
                Line.statement_id.is_(None) != Line.state.in_(WAITING),
            )
        )
    )


def lines_taken_back_too_far() -> Select[str]:
    """Lines whose refunds take back more than they were worth."""
    refund = aliased(Line)
    return (
        select(Line.reference)
        .join(refund, and_(refund.refund_of_id == Line.id, refund.kind == Kind.REFUND))
        .group_by(Line.id)
        .having(
            or_(
                whole(Line.gross) + _sum(whole(refund.gross)) < 0,
                whole(Line.commission) + _sum(whole(refund.commission)) < 0,
            )
        )
    )


def statements_without_approval() -> Select[str]:
    """Statements that are paid, or are to be, though nobody approved them."""
    return select(Statement.number).where(
        Statement.state.in_((State.APPROVED, State.PAID)),
        or_(Statement.approved_by_id.is_(None), Statement.frozen_by_id.is_(None)),
    )


def batches_unlike_their_items() -> Select[str]:
    """Batches whose total or number of payments is not that of their items."""
    return (
        select(Batch.number)
        .outerjoin(Item, Item.batch_id == Batch.id)
        .group_by(Batch.id)
        .having(
            or_(
                _sum(whole(Item.amount)) != whole(Batch.total),
                func.count(Item.id) != Batch.item_count,
            )
        )
    )


def statements_unlike_their_payment() -> Select[str]:
    """Statements that are paid without a payment, or the other way round, or not in full."""
    paid = and_(Item.statement_id == Statement.id, Item.state == ItemState.PAID)
    return (
        select(Statement.number)
        .outerjoin(Item, paid)
        .where(
            or_(
                (Statement.state == State.PAID) != Item.id.is_not(None),
                func.coalesce(whole(Item.amount) != whole(Statement.net), false()),
            )
        )
    )
