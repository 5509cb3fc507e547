"""Rows of tables as lines of JSON in a zip file, the same from every kind of database.

:mod:`core.refilling` is the way back.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.errors import BusinessError

BATCH = 1_000
KINDS: tuple[tuple[type, str], ...] = (
    (sa.Boolean, "boolean"),
    (sa.DateTime, "instant"),
    (sa.Date, "date"),
    (sa.JSON, "json"),
    (sa.LargeBinary, "bytes"),
    (sa.Float, "float"),
    (sa.Integer, "integer"),
    (sa.Numeric, "number"),
    (sa.String, "text"),
)

REASONS = {
    errno.ENOSPC: _l("no room is left there"),
    errno.EDQUOT: _l("no room is left there"),
    errno.EACCES: _l("whoever runs this command has no right to it"),
    errno.EPERM: _l("whoever runs this command has no right to it"),
    errno.EROFS: _l("nothing can be written there"),
    errno.ENOENT: _l("there is no such file or folder"),
}


@dataclass(frozen=True)
class FileFact:
    """What the content of a file in a zip file must be; ``size`` in bytes."""

    sha256: str
    size: int


def file_of(table: str) -> str:
    """Return the name of the file that holds the rows of a table."""
    return f"tables/{table}.jsonl"


@contextmanager
def still(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection to which the database looks as it did at one moment."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        else:
            connection.execution_options(sqlite_begin="DEFERRED")
        yield connection


def trouble(error: OSError, at: Path) -> str:
    """Return what the system said of a file, and of which.

    :param at: where it happened if the error does not say so.
    """
    reason = REASONS.get(error.errno or 0, error.strerror or error)
    return _("%(place)s: %(reason)s", place=error.filename or at, reason=reason)


@contextmanager
def written(to: Path) -> Iterator[Path]:
    """Give a name to write under; the file has its own once it is whole.

    :raises BusinessError: if there is such a file already, or something stands in the way.
    """
    if to.exists():
        raise BusinessError(_("The file %(name)s is there already.", name=to))
    part = to.with_name(f"{to.name}.part")
    try:
        yield part
        part.replace(to)
    except OSError as error:
        raise BusinessError(
            _("%(name)s cannot be written: %(reason)s.", name=to, reason=trouble(error, to))
        ) from error
    finally:
        with suppress(OSError):  # where nothing can be written there is none
            part.unlink()


def reflected(connection: sa.Connection, names: Collection[str]) -> list[sa.Table]:
    """Return tables as they are in the database, without asking any model."""
    metadata = sa.MetaData()
    metadata.reflect(connection, only=[*names], resolve_fks=False)
    return [metadata.tables[name] for name in names]


def kinds(table: sa.Table) -> dict[str, str]:
    """Return how the values of each column are written.

    :raises BusinessError: naming a column whose values cannot be written exactly.
    """
    return {column.name: _kind(table, column) for column in table.columns}


def _kind(table: sa.Table, column: sa.Column[Any]) -> str:
    for kind, name in KINDS:
        if isinstance(column.type, kind):
            return name
    raise BusinessError(
        _(
            "The column %(column)s has the type %(type)s, which cannot be exported.",
            column=f"{table.name}.{column.name}",
            type=column.type,
        )
    )


def dump(
    connection: sa.Connection, zipped: ZipFile, tables: Iterable[sa.Table]
) -> tuple[dict[str, FileFact], dict[str, int]]:
    """Write the rows of tables; return what became of each file, and how many rows each has."""
    files, counts = {}, {}
    for table in tables:
        name, lines = file_of(table.name), _rows(connection, table)
        files[name], counts[table.name] = write_lines(zipped, name, lines)
    return files, counts


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[str]:
    known = kinds(table)
    # JSON as the text that it is: Python would read a JSON null and an empty cell as the same.
    columns = [
        sa.cast(column, sa.Text).label(column.name) if known[column.name] == "json" else column
        for column in table.columns
    ]
    query = sa.select(*columns).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=BATCH).execute(query).mappings():
        values = {key: encode(known[key], value) for key, value in row.items()}
        yield json.dumps(values, ensure_ascii=False)


def write_lines(zipped: ZipFile, name: str, lines: Iterator[str]) -> tuple[FileFact, int]:
    """Write a file line by line; return what its content is, and how many lines it has."""
    digest, size, count = hashlib.sha256(), 0, 0
    with zipped.open(name, "w", force_zip64=True) as file:
        for count, line in enumerate(lines, start=1):  # noqa: B007 - the last one is the count
            data = f"{line}\n".encode()
            digest.update(data)
            size += len(data)
            file.write(data)
    return FileFact(digest.hexdigest(), size), count


def encode(kind: str, value: Any) -> Any:
    """Return a value of a column as JSON has it; see :func:`core.refilling.decode`."""
    if value is None:
        return None
    if kind == "instant":
        moment: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat()
    if kind == "date":
        return value.isoformat()
    if kind == "number":
        return str(value)
    if kind == "bytes":
        return base64.b64encode(value).decode("ascii")
    return value
