"""SQL that SQLite and PostgreSQL spell differently, and exact rounding inside the database."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class add_days(FunctionElement[date]):  # noqa: N801 - reads like the SQL function it stands for
    """A date moved by a number of whole days, which may be a column."""

    name = "add_days"
    type = sa.Date()
    inherit_cache = True


@compiles(add_days, "sqlite")
def _add_days_sqlite(element: add_days, compiler: Any, **kwargs: Any) -> str:
    day, days = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"date({day}, ({days}) || ' days')"


@compiles(add_days, "postgresql")
def _add_days_postgresql(element: add_days, compiler: Any, **kwargs: Any) -> str:
    day, days = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"(CAST({day} AS date) + CAST({days} AS integer))"


class div_whole(FunctionElement[int]):  # noqa: N801 - reads like the SQL function it stands for
    """Integer division that cuts towards zero (SQLAlchemy's ``//`` adds a floor)."""

    name = "div_whole"
    type = sa.BigInteger()
    inherit_cache = True


@compiles(div_whole)
def _div_whole(element: div_whole, compiler: Any, **kwargs: Any) -> str:
    number, divisor = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"(({number}) / ({divisor}))"


def divide_half_up(numerator: Any, denominator: Any) -> sa.ColumnElement[int]:
    """Divide integers and round half away from zero, exactly, as ``core.money.round_money``.

    Integer division cuts towards zero in both databases, so half a divisor is added to the
    absolute numerator first.  The denominator must be positive, the numerator below 9 × 10¹⁸.
    """
    half = div_whole(denominator, 2)
    return sa.case(
        (numerator >= 0, div_whole(numerator + half, denominator)),
        else_=-div_whole(half - numerator, denominator),
    )
