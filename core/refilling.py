"""Taking rows back from a zip file that may come from anywhere; see :mod:`core.dumping`."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import sqlalchemy as sa
from flask_babel import gettext as _

from core.dumping import BATCH, FileFact, file_of, trouble
from core.errors import BusinessError

MANIFEST = "manifest.json"
TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")
# A file of rows that are all alike shrinks to a hundredth; a bomb to less than a thousandth.
RATIO = 400
SMALL = 16 * 2**20
LINE = 2**31  # of what is written as JSON; the databases keep a gigabyte in a cell
CHUNK = 1 << 20
COMPRESSED = frozenset({ZIP_STORED, ZIP_DEFLATED})
PYTHON: dict[str, tuple[type, ...]] = {
    "integer": (int,),
    "boolean": (bool,),
    "float": (float, int),
}
READERS: dict[str, Callable[[Any], Any]] = {
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
    "number": Decimal,
    "bytes": partial(base64.b64decode, validate=True),
}
UNREADABLE = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    RuntimeError,
    UnicodeDecodeError,
    json.JSONDecodeError,
    zlib.error,
)


class DamagedError(ValueError):
    """A file that is not what it should be; the text says why."""


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Say of whatever is wrong with a file, or stands in the way, that it was not restored.

    :raises BusinessError: with the reason.
    """
    try:
        yield
    except DamagedError as error:
        raise BusinessError(_damaged(error)) from error
    except UNREADABLE as error:
        raise BusinessError(_damaged(_("it cannot be read"))) from error
    except OSError as error:
        # A file that tells of places before its beginning is broken, and the disk is not.
        is_broken = error.errno in {None, errno.EINVAL}
        reason = _("it cannot be read") if is_broken else trouble(error, path)
        raise BusinessError(_damaged(reason)) from error
    except (sa.exc.IntegrityError, sa.exc.DataError, sa.exc.ProgrammingError) as error:
        told = str(error.orig).partition("\n")[0]
        reason = _("its rows contradict each other (%(reason)s)", reason=told)
        raise BusinessError(_damaged(reason)) from error


def _damaged(reason: Any) -> str:
    return _("The archive was not restored: %(reason)s.", reason=reason)


def manifest(zipped: ZipFile, most: int) -> bytes:
    """Return what a file says of itself.

    :param most: how long that may be, in bytes.
    :raises DamagedError: if it says nothing, or too much.
    """
    if MANIFEST not in zipped.namelist():
        raise DamagedError(_("the file %(name)s is missing", name=MANIFEST))
    about = zipped.getinfo(MANIFEST)
    if about.file_size > most or about.compress_type not in COMPRESSED:
        raise DamagedError(_("its manifest.json cannot be read"))
    with zipped.open(MANIFEST) as file:
        return file.read(most)


def check_files(zipped: ZipFile, files: Mapping[str, FileFact], size: int) -> None:
    """Read everything once before anything of it is believed.

    :param files: which there must be besides the manifest.
    :param size: how large the zip file is, in bytes.
    :raises DamagedError: naming the first file that is strange, missing or changed.
    """
    _check_names(zipped.infolist(), files)
    left = SMALL + RATIO * size
    for name, fact in sorted(files.items()):
        digest, length = hashlib.sha256(), 0
        with zipped.open(name) as file:
            while chunk := file.read(CHUNK):
                length += len(chunk)
                if length > min(fact.size, left):
                    raise DamagedError(_("the file %(name)s is larger than it may be", name=name))
                digest.update(chunk)
        left -= length
        if (digest.hexdigest(), length) != (fact.sha256, fact.size):
            raise DamagedError(_("the file %(name)s was changed", name=name))


def _check_names(members: list[ZipInfo], files: Mapping[str, FileFact]) -> None:
    expected, met = {MANIFEST, *files}, set()
    for one in members:
        name, is_ours = one.filename, one.compress_type in COMPRESSED
        if name not in expected or name in met or not is_ours:
            raise DamagedError(_("the file %(name)s does not belong there", name=repr(name[:100])))
        met.add(name)
    missing = sorted(expected - met)
    if missing:
        raise DamagedError(_("the file %(name)s is missing", name=missing[0]))


def fill(
    connection: sa.Connection,
    zipped: ZipFile,
    tables: list[sa.Table],
    columns: Mapping[str, Mapping[str, str]],
    counts: Mapping[str, int],
) -> None:
    """Write the rows into empty tables; foreign keys are looked at when all are there.

    :param columns: each table with its columns and their kinds.
    :raises DamagedError: if a file does not hold what it should.
    """
    postgresql = connection.dialect.name == "postgresql"
    keys = [
        (table.name, key.name)
        for table in tables
        for key in table.foreign_key_constraints
        if postgresql and not key.deferrable
    ]
    for table_name, key in keys:
        _alter(connection, table_name, key, "DEFERRABLE INITIALLY DEFERRED")
    if not postgresql:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for table in tables:
        _insert(connection, zipped, table, columns[table.name], counts[table.name])
    if postgresql:
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        for table_name, key in keys:
            _alter(connection, table_name, key, "NOT DEFERRABLE")
        _set_sequences(connection, tables)
        return
    for table in tables:
        if connection.exec_driver_sql(f'PRAGMA foreign_key_check("{table.name}")').first():
            raise DamagedError(_("rows of %(table)s refer to nothing", table=table.name))


def _alter(connection: sa.Connection, table: str, key: Any, how: str) -> None:
    connection.execute(sa.text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key}" {how}'))


def _insert(
    connection: sa.Connection,
    zipped: ZipFile,
    table: sa.Table,
    known: Mapping[str, str],
    expected: int,
) -> None:
    target = sa.table(
        table.name,
        *(
            sa.column(column.name, None if known[column.name] == "json" else column.type)
            for column in table.columns
        ),
    )
    count, batch = 0, []
    for row in rows(zipped, table.name, known):
        if connection.dialect.name == "sqlite":
            row |= {
                key: value.replace(tzinfo=None)
                for key, value in row.items()
                if known[key] == "instant" and value is not None
            }
        batch.append(row)
        count += 1
        if len(batch) == BATCH:
            connection.execute(sa.insert(target), batch)
            batch = []
    if batch:
        connection.execute(sa.insert(target), batch)
    check_count(table.name, count, expected)


def check_count(table: str, count: int, expected: int) -> None:
    """Make sure that no row of a table is missing.

    :raises DamagedError: if there are others than were written.
    """
    if count != expected:
        raise DamagedError(_("%(table)s has not as many rows as it should", table=table))


def rows(zipped: ZipFile, table: str, known: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Return the rows of a table.

    :param known: its columns and their kinds.
    :raises DamagedError: if one has other columns or values.
    """
    for values in lines(zipped, file_of(table)):
        if values.keys() != known.keys():
            raise DamagedError(
                _("a row of %(table)s has not the columns of its table", table=table)
            )
        yield {key: decode(known[key], value) for key, value in values.items()}


def lines(zipped: ZipFile, name: str) -> Iterator[dict[str, Any]]:
    """Return what each line of a file says.

    :raises DamagedError: if one cannot be read.
    """
    with zipped.open(name) as file:
        while line := file.readline(LINE):
            if not line.endswith(b"\n"):
                raise DamagedError(_("the file %(name)s cannot be read", name=name))
            try:
                values = json.loads(line)
            except ValueError:  # of a number with too many digits it says nothing else
                values = None
            if not isinstance(values, dict):
                raise DamagedError(_("the file %(name)s cannot be read", name=name))
            yield values


def decode(kind: str, value: Any) -> Any:
    """Return what :func:`core.dumping.encode` was given.

    :raises DamagedError: if the value is not of its kind.
    """
    if value is None:
        return None
    is_number = kind in {"integer", "float"} and isinstance(value, bool)
    if is_number or not isinstance(value, PYTHON.get(kind, (str,))):
        raise _strange(kind, value)
    read: Callable[[Any], Any] | None = READERS.get(kind)
    try:
        return value if read is None else read(value)
    except (ValueError, ArithmeticError) as error:
        raise _strange(kind, value) from error


def _strange(kind: str, value: Any) -> DamagedError:
    shown = repr(str(value)[:50])
    return DamagedError(
        _("it holds %(value)s where a value of the kind %(kind)s belongs", value=shown, kind=kind)
    )


def _set_sequences(connection: sa.Connection, tables: list[sa.Table]) -> None:
    for table in tables:
        for column in table.primary_key.columns:
            sequence = connection.scalar(
                sa.select(sa.func.pg_get_serial_sequence(table.name, column.name))
            )
            last = connection.scalar(sa.select(sa.func.max(column)))
            if sequence and last is not None:
                connection.execute(sa.select(sa.func.setval(sequence, last)))
