"""Questions asked of statements and their lines; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, func, select, type_coerce
from sqlalchemy.orm import joinedload

from core.clock import Period
from core.db import Money
from plugins.finance.settlement.models import Line, LineState, State, Statement


def whole(amount: Any) -> ColumnElement[int]:
    """Return an amount, rate or quantity as the whole number that the database keeps."""
    return type_coerce(amount, BigInteger)


@cache
def all_statements() -> Select[Statement]:
    """Every statement."""
    return select(Statement)


def with_keys(keys: Collection[int]) -> Select[Statement]:
    """Some statements."""
    return all_statements().where(Statement.id.in_(keys))


def of_period(first: date, end: date) -> Select[Statement]:
    """The statements of a period, by supplier."""
    return (
        select(Statement)
        .where(Statement.period_from == first, Statement.period_to == end)
        .order_by(Statement.supplier_code)
    )


def statement(statement_id: int) -> Select[Statement]:
    """One statement with who stands for it."""
    return (
        select(Statement)
        .where(Statement.id == statement_id)
        .options(joinedload(Statement.created_by), joinedload(Statement.approved_by))
    )


@cache
def all_lines() -> Select[Line]:
    """Every line."""
    return select(Line)


def lines_of(statement_id: int) -> Select[Line]:
    """The lines of one statement."""
    return select(Line).where(Line.statement_id == statement_id).order_by(Line.eligible_on, Line.id)


def line(line_id: int) -> Select[Line]:
    """One line with its statement, or the one that it was held back from."""
    return (
        select(Line)
        .where(Line.id == line_id)
        .options(joinedload(Line.statement), joinedload(Line.held_from))
    )


def disputed_of(statement_id: int) -> Select[Line]:
    """The lines of a statement that the supplier does not agree with."""
    return lines_of(statement_id).where(Line.state == LineState.DISPUTED)


def held_from(statement_id: int) -> Select[Line]:
    """The disputed lines that stayed behind when a statement was frozen."""
    return select(Line).where(Line.held_from_id == statement_id, Line.statement_id.is_(None))


def closed_suppliers(period: Period) -> Select[int]:
    """The suppliers whose statement of the period takes no more lines."""
    return select(Statement.supplier_id).where(
        Statement.period_from == period.start,
        Statement.period_to == period.end,
        Statement.state != State.DRAFT,
    )


def open_statements(period: Period) -> Select[Statement]:
    """The statements of a period that still take lines."""
    return select(Statement).where(
        Statement.period_from == period.start,
        Statement.period_to == period.end,
        Statement.state == State.DRAFT,
    )


def waiting() -> Select[*tuple[Any, ...]]:
    """How many statements there are in each state, and what they amount to."""
    return select(
        Statement.state,
        func.count(Statement.id).label("number"),
        func.sum(Statement.net, type_=Money()).label("net"),
    ).group_by(Statement.state)
