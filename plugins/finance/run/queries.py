"""Questions asked around a settlement run; each returns a Select."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, literal, or_, select

from core.clock import Period, PeriodKind
from plugins.finance.settlement.models import Feeds, Line, LineState, Run, State, Statement
from plugins.finance.settlement.queries import closed_suppliers, open_statements, whole
from plugins.finance.terms.models import Terms


def released_lines(period: Period) -> Select[Line]:
    """The lines whose dispute is over and that wait for a statement."""
    return select(Line).where(
        Line.statement_id.is_(None),
        Line.state == LineState.RELEASED,
        Line.supplier_id.not_in(closed_suppliers(period)),
    )


def carries(period: Period) -> Select[Statement]:
    """The frozen statements whose negative net the suppliers' next statements take over."""
    return (
        select(Statement)
        .where(
            Statement.state == State.FROZEN,
            Statement.net <= 0,
            Statement.period_to <= period.start,
        )
        .order_by(Statement.period_from)
    )


def sums(period: Period) -> Subquery:
    """What the lines of the open statements of a period add up to, by statement."""

    def total(column: Any, feeds: Feeds) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((Line.feeds == feeds, whole(column)), else_=0)), 0)

    return (
        select(
            Line.statement_id,
            func.count(Line.id).label("line_count"),
            total(Line.gross, Feeds.EARNED).label("gross"),
            total(Line.commission, Feeds.EARNED).label("commission"),
            (-total(Line.net, Feeds.REFUNDS)).label("refunds"),
            total(Line.net, Feeds.ADJUSTMENTS).label("adjustments"),
        )
        .where(Line.statement_id.in_(open_statements(period).with_only_columns(Statement.id)))
        .group_by(Line.statement_id)
        .subquery("sums")
    )


def run_of(period: Period) -> Select[Run]:
    """The run of exactly this period."""
    return select(Run).where(Run.period_from == period.start, Run.period_to == period.end)


def overlapping(period: Period) -> Select[Run]:
    """A run whose other period shares days with this one, so that nobody knows which one counts.

    A month and a week may overlap, because each supplier settles by one of them.
    """
    either_is_free = or_(Run.kind == PeriodKind.CUSTOM, literal(period.kind is PeriodKind.CUSTOM))
    return select(Run).where(
        or_(Run.kind == period.kind, either_is_free),
        Run.period_from < period.end,
        Run.period_to > period.start,
        or_(Run.period_from != period.start, Run.period_to != period.end),
    )


def kinds_agreed() -> Select[Any]:
    """The kinds of period that terms name."""
    return select(Terms.period_kind).distinct()
