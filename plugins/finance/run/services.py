"""Settling a period.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeAlias, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit, hooks, numbering
from core.clock import Period, PeriodKind
from core.db import lock, plan_for_bulk
from core.errors import BusinessError
from core.party.models import Party
from core.search import row_tokens
from core.user.models import User
from plugins.finance.contract import PayableSource
from plugins.finance.payable import queries as payable
from plugins.finance.reversal import queries as reversal
from plugins.finance.run import queries
from plugins.finance.run.models import Result
from plugins.finance.settlement.models import (
    Feeds,
    Line,
    LineState,
    Run,
    State,
    Statement,
)
from plugins.finance.settlement.queries import of_period, open_statements

LOCK = "finance.settlement"
SERIES = "S"
LINES = cast(sa.Table, Line.__table__)
STATEMENTS = cast(sa.Table, Statement.__table__)
# The sources, each with the table of what it offers for the period.
Found: TypeAlias = list[tuple[PayableSource, sa.Table]]


def payable_sources() -> list[PayableSource]:
    """Return where lines to settle come from.

    :raises HookError: if a plugin cannot tell: without its lines suppliers would go short.
    """
    return [answer.result for answer in hooks.demand("finance_payable_source")]


def settle(
    session: Session,
    sources: Iterable[PayableSource],
    *,
    period_from: date,
    period_to: date,
    currency: str,
    by: User,
    now: datetime,
) -> Result:
    """Build one statement for every supplier with payable lines in a period.

    The same period again adds only what is new, to statements that are still drafts; what
    became known after its statement went out follows in the next period as an adjustment.

    :raises BusinessError: if the period is empty, overlaps another, is of no agreed kind, or
        nobody has terms.
    """
    sources = list(sources)
    if period_from >= period_to:
        raise BusinessError(
            _("The end of the period must come after its start."), field="period_to"
        )
    period = Period(period_from, period_to)
    lock(session, LOCK)
    plan_for_bulk(session)
    _check(session, sources, period)
    run = _run(session, period, by=by, now=now)
    result = Result(period)
    found = [
        (source, _hold(session, payable.due(source, period, place)))
        for place, source in enumerate(sources)
    ]
    result.statements = _open(session, found, run, currency, by=by, now=now)
    _gather(session, found, result)
    _carry(session, period)
    if result.lines:
        _add_up(session, period)
        audit.record(
            session,
            Run,
            run.id,
            str(run),
            "settle",
            {"statements": [None, result.statements], "lines": [None, result.lines]},
        )
    session.expire_all()
    return result


def _check(session: Session, sources: list[PayableSource], period: Period) -> None:
    if not sources:
        raise BusinessError(
            _("No enabled plugin offers lines to settle; enable orders or catalog.")
        )
    kinds = set(session.scalars(queries.kinds_agreed()))
    if not kinds:
        raise BusinessError(
            _("There are no settlement terms yet; agree on the default ones first.")
        )
    other = session.scalar(queries.overlapping(period).limit(1))
    if other is not None:
        raise BusinessError(
            _(
                "The period overlaps %(first)s to %(end)s, which has been settled.",
                first=other.period_from,
                end=other.period_to,
            ),
            field="period_from",
        )
    if not kinds & {period.kind, PeriodKind.CUSTOM}:
        raise BusinessError(
            _(
                "No supplier settles by such a period; the terms say: %(kinds)s.",
                kinds=", ".join(sorted(kind.value for kind in kinds)),
            ),
            field="period_to",
        )


def _run(session: Session, period: Period, *, by: User, now: datetime) -> Run:
    run = session.scalar(queries.run_of(period))
    if run is None:
        run = Run(
            period_from=period.start,
            period_to=period.end,
            kind=period.kind,
            created_by_id=by.id,
            created_at=now,
        )
        session.add(run)
        session.flush()
    return run


def _hold(session: Session, table: sa.CreateTableAs) -> sa.Table:
    session.execute(table)
    return table.table


def _open(
    session: Session, found: Found, run: Run, currency: str, *, by: User, now: datetime
) -> int:
    """Make the statements that are missing; the lines join them afterwards."""
    period = Period(run.period_from, run.period_to)
    wanted = _missing(session, found, period)
    suppliers = session.execute(
        sa.select(Party.id, Party.code, Party.name)
        .where(Party.is_supplier | Party.is_vendor)
        .order_by(Party.code)
    )
    chosen = [supplier for supplier in suppliers if supplier.id in wanted]
    if not chosen:
        return 0
    first = numbering.reserve(session, SERIES, count=len(chosen), on=period.start)
    rows = []
    for counter, supplier in enumerate(chosen, start=first):
        facts = {
            "number": numbering.written(SERIES, on=period.start, counter=counter),
            "supplier_code": supplier.code,
            "supplier_name": supplier.name,
        }
        rows.append(
            {
                **facts,
                "search_tokens": row_tokens(Statement, facts),
                "run_id": run.id,
                "supplier_id": supplier.id,
                "period_from": period.start,
                "period_to": period.end,
                "currency": currency,
                "created_by_id": by.id,
                "created_at": now,
            }
        )
    session.execute(sa.insert(Statement), rows)
    return len(rows)


def _missing(session: Session, found: Found, period: Period) -> set[int]:
    """Return the suppliers who have something to settle and no statement yet."""
    # Nobody shall send a draft while lines are joining it.
    session.scalars(open_statements(period).with_for_update()).all()
    wanted: set[int] = set()
    for source, due in found:
        wanted |= set(session.scalars(payable.suppliers_due(due)))
        if source.refunds is not None:
            wanted |= set(session.scalars(reversal.suppliers_with_refunds(source, period)))
    wanted |= {line.supplier_id for line in session.scalars(queries.released_lines(period))}
    wanted -= set(
        session.scalars(
            of_period(period.start, period.end)
            .with_only_columns(Statement.supplier_id)
            .order_by(None)
        )
    )
    return wanted


def _gather(session: Session, found: Found, result: Result) -> None:
    """Let the lines join their statements, and name what had to be left out."""
    without_terms: set[str] = set()
    without_cost: set[str] = set()
    for source, due in found:
        result.lines += _insert(session, payable.lines_to_settle(due, source, result.period))
        if source.refunds is not None:
            result.lines += _insert(session, reversal.refunds_to_settle(source, result.period))
        without_terms |= set(session.scalars(payable.without_terms(source, result.period)))
        without_cost |= set(session.scalars(payable.without_cost(due)))
        due.drop(session.connection())
    result.without_terms, result.without_cost = sorted(without_terms), sorted(without_cost)
    result.lines += _take_released(session, result.period)


def _insert(session: Session, lines: sa.Select[*tuple[Any, ...]]) -> int:
    inserted = session.execute(
        sa.insert(LINES).from_select(payable.LINE_FIELDS, lines, include_defaults=False),
        execution_options={"preserve_rowcount": True},
    )
    return int(inserted.rowcount)  # type: ignore[attr-defined]  # an INSERT has one


def _take_released(session: Session, period: Period) -> int:
    statements = {
        statement.supplier_id: statement for statement in session.scalars(open_statements(period))
    }
    taken = 0
    for line in session.scalars(queries.released_lines(period)):
        statement = statements.get(line.supplier_id)
        if statement is not None:
            line.statement_id, line.feeds = statement.id, Feeds.ADJUSTMENTS
            line.state = LineState.OPEN
            taken += 1
    session.flush()
    return taken


def _carry(session: Session, period: Period) -> None:
    """Let the open statements take over what earlier ones were short of."""
    statements = {
        statement.supplier_id: statement for statement in session.scalars(open_statements(period))
    }
    for earlier in session.scalars(queries.carries(period)):
        statement = statements.get(earlier.supplier_id)
        if statement is not None:
            earlier.move("carry")
            earlier.carried_into_id = statement.id
            statement.carried_in += earlier.net
            statement.net += earlier.net
    session.flush()


def _add_up(session: Session, period: Period) -> None:
    total = queries.sums(period)
    figures = {
        name: total.c[name]
        for name in ("line_count", "gross", "commission", "refunds", "adjustments")
    }
    net = figures["gross"] - figures["commission"] - figures["refunds"] + figures["adjustments"]
    table = STATEMENTS
    session.execute(
        sa.update(table)
        .where(table.c.id == total.c.statement_id, table.c.state == State.DRAFT)
        .values(
            **{name: sa.type_coerce(value, sa.BigInteger) for name, value in figures.items()},
            net=net + sa.type_coerce(table.c.carried_in, sa.BigInteger),
        ),
        execution_options={"audited": True},
    )
