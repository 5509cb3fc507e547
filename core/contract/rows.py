"""Rows that fill a plugin's tables, invented from the types of their columns."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.sql.ddl import sort_tables

from core.contract.subject import NotExaminedError, Subject, table_of
from core.db import db
from core.party import queries as parties
from core.party import services as party
from core.user import services as users

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def fill(subject: Subject, count: int) -> None:
    """Bring each of its tables to a number of rows.

    :raises NotExaminedError: if they hold rules that invented rows do not fulfil.
    """
    session: Session = db.session()
    by = users.system_user(session)
    for number in range(count):
        code = f"CHECK{number}"
        if session.scalar(parties.by_code(code)) is None:
            party.create_party(session, code=code, name=code, is_customer=True, by=by)
    session.commit()
    try:
        order = [table.name for table in sort_tables(subject.tables)]
        for mapper in sorted(subject.mappers, key=lambda one: order.index(table_of(one))):
            known = session.scalar(sa.select(sa.func.count()).select_from(mapper.local_table)) or 0
            for number in range(known, count):
                session.add(mapper.class_(**_values(session, mapper, number)))
                session.flush()
        session.commit()
    except (SQLAlchemyError, ValueError, TypeError, LookupError) as error:
        session.rollback()
        reason = str(error).splitlines()[0]
        raise NotExaminedError(f"its tables take no invented rows: {reason}") from error


def _values(session: Session, mapper: Mapper[Any], number: int) -> dict[str, Any]:
    values = {}
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        if not isinstance(column, sa.Column) or column.primary_key:
            continue
        if column.foreign_keys:
            values[attribute.key] = _key(session, column, number)
        elif column.default is None and column.server_default is None and not column.nullable:
            values[attribute.key] = _value(column, number)
    return values


def _key(session: Session, column: sa.Column[Any], number: int) -> int:
    target = next(iter(column.foreign_keys)).column
    ids = session.scalars(sa.select(target).order_by(target)).all()
    if not ids:
        raise LookupError(target.table.name)
    return int(ids[number % len(ids)])


def _value(column: sa.Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, sa.Enum):
        return next(iter(kind.enum_class or kind.enums))
    if isinstance(kind, sa.String):
        return f"{column.name}{number}"[-(kind.length or 100) :]
    python: Any = type(None)
    with suppress(NotImplementedError):
        python = kind.python_type
    simple: dict[Any, Any] = {
        bool: False,
        int: number + 1,
        Decimal: Decimal(number + 1),
        date: (FIRST + timedelta(days=number)).date(),
        datetime: FIRST + timedelta(days=number),
        dict: {},
        list: [],
    }
    decorated = type(kind).__name__
    if decorated in {"Money", "Rate", "Quantity"}:
        return Decimal(number + 1)
    if decorated == "Instant":
        return FIRST + timedelta(days=number)
    if python in simple:
        return simple[python]
    raise ValueError(column.name)
