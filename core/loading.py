"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite, in the same transaction.

What is inserted so passes the mapper: defaults of columns that are left out are filled in here,
search tokens and entries of the audit trail are the caller's.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

Process = Callable[[Any], Any] | None
# New objects between two looks at what can be freed; Python's own number is some hundred.
RARELY = 50_000


def insert(
    session: Session, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows, each a sequence of the values of some columns as Python knows them."""
    connection = session.connection()
    fixed = _defaults(table, columns)
    names = [*columns, *fixed]
    processes = [_process(table.c[name], connection.dialect) for name in columns]
    constants = tuple(
        value
        if (process := _process(table.c[name], connection.dialect)) is None
        else process(value)
        for name, value in fixed.items()
    )
    written = _written(rows, processes, constants)
    quote = connection.dialect.identifier_preparer.quote
    target = f"{quote(table.name)} ({', '.join(map(quote, names))})"
    cursor: Any = connection.connection.cursor()
    try:
        if connection.dialect.name == "postgresql":
            with cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in written:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(names))
            cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", written)  # noqa: S608 - names
    finally:
        cursor.close()


def look_up_by_index(session: Session) -> None:
    """Let PostgreSQL find rows by their indexes until this transaction ends.

    Its statistics know nothing of the rows that a bulk adds, so it would read the growing table
    to its end each time that some thousand keys are looked up.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Look seldom for objects that refer to each other in a circle: rows hardly ever do.

    Looking after each few hundred of them took an eighth of the time of a large import.
    """
    before = gc.get_threshold()
    gc.set_threshold(RARELY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def keys(session: Session, table: sa.Table, count: int) -> Sequence[int]:
    """Return as many new primary keys, for rows that others of the same bulk refer to."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        many = sa.func.generate_series(1, count).table_valued("n")
        return session.scalars(
            sa.select(sa.func.nextval(sa.cast(sequence, sa.Text))).select_from(many)
        ).all()
    # Nobody else writes before this transaction ends.
    last = session.scalar(sa.select(sa.func.max(table.c.id))) or 0
    return range(last + 1, last + 1 + count)


def _defaults(table: sa.Table, columns: Sequence[str]) -> dict[str, Any]:
    """Return the values of the columns that are left out and that the database does not know."""
    return {
        column.name: cast(sa.ColumnDefault, column.default).arg
        for column in table.c
        if column.name not in columns and column.default is not None and column.default.is_scalar
    }


def _process(column: sa.Column[Any], dialect: sa.Dialect) -> Process:
    process: Process = column.type.dialect_impl(dialect).bind_processor(dialect)
    return process


def _written(
    rows: Iterable[Sequence[Any]], processes: Sequence[Process], constants: tuple[Any, ...]
) -> Iterator[tuple[Any, ...]]:
    """Turn values into what the driver takes."""
    todo = [(place, process) for place, process in enumerate(processes) if process is not None]
    for row in rows:
        values = list(row)
        for place, process in todo:
            values[place] = process(values[place])
        yield (*values, *constants)
