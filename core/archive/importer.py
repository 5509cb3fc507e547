"""Taking the records of a plugin back from an archive that may come from anywhere."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit, migrate, numbering, schema
from core.archive import queries, rules, services
from core.archive.models import Archive
from core.archive.rules import Contents, DamagedError
from core.config import Settings
from core.errors import BusinessError
from core.manifest import Manifest
from core.plan import services as plans
from core.plugin import services as plugins
from core.role import queries as role_queries
from core.role import services as roles
from core.setting import services as settings_services
from core.user.models import User

UNREADABLE = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    RuntimeError,
    UnicodeDecodeError,
    json.JSONDecodeError,
    zlib.error,
)
CHUNK = 1 << 20
NAMED = 5


def restore(session: Session, path: Path, *, settings: Settings, by: User) -> Contents:
    """Put the records of a plugin back as they were when they were exported.

    :raises BusinessError: if the archive is damaged, is not that of the tables as they are, if
        these have rows, or if records of others that it refers to are gone.
    """
    try:
        with ZipFile(path) as zipped:
            contents = _verified(zipped, path.stat().st_size)
            found = plugins.everything(settings)
            if contents.plugin not in plans.running(session, settings, found):
                raise BusinessError(
                    _("The plugin %(name)s is off. Enable it first.", name=contents.plugin)
                )
            connection = session.connection()
            tables = services.reflected(connection, contents.plugin, found)
            _lock(connection, tables)
            _refuse_misfit(connection, contents, tables)
            _refuse_missing(connection, zipped)
            _fill(connection, zipped, contents, tables)
    except DamagedError as error:
        raise BusinessError(_damaged(error)) from error
    except UNREADABLE as error:
        raise BusinessError(_damaged(_("it cannot be read"))) from error
    except (sa.exc.IntegrityError, sa.exc.DataError, sa.exc.ProgrammingError) as error:
        raise BusinessError(_damaged(_("its rows contradict each other"))) from error
    facts = found[contents.plugin].manifest
    if facts is not None:
        _give_back(session, contents, facts, by)
    return contents


def _damaged(reason: Any) -> str:
    return _("The archive was not restored: %(reason)s.", reason=reason)


def _verified(zipped: ZipFile, size: int) -> Contents:
    """Read the whole archive once before anything of it is believed."""
    if rules.MANIFEST not in zipped.namelist():
        raise DamagedError(_("the file %(name)s is missing", name=rules.MANIFEST))
    if zipped.getinfo(rules.MANIFEST).file_size > rules.MANIFEST_SIZE:
        raise DamagedError(_("its manifest.json cannot be read"))
    with zipped.open(rules.MANIFEST) as file:
        contents = rules.parse(file.read(rules.MANIFEST_SIZE))
    rules.check_names(zipped.namelist(), contents)
    left = rules.SMALL + rules.RATIO * size
    for name, fact in sorted(contents.files.items()):
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
    return contents


def _lock(connection: sa.Connection, tables: list[sa.Table]) -> None:
    """Let nobody write meanwhile; SQLite has only one writer anyway."""
    if connection.dialect.name == "postgresql":
        for table in tables:
            connection.execute(sa.text(f'LOCK TABLE "{table.name}" IN EXCLUSIVE MODE'))


def _refuse_misfit(connection: sa.Connection, contents: Contents, tables: list[sa.Table]) -> None:
    stream = migrate.Stream(contents.plugin, Path())
    at = migrate.current(connection, stream) or ""
    if at != contents.revision:
        raise BusinessError(
            _(
                "The archive is of revision %(its)s, the tables are at %(ours)s. Install version "
                "%(version)s of %(name)s to restore it.",
                its=contents.revision or "-",
                ours=at or "-",
                version=contents.version,
                name=contents.plugin,
            )
        )
    ours = {table.name: services.kinds(table) for table in tables}
    if ours != contents.columns:
        raise DamagedError(_("its tables or columns are not those of the plugin"))
    for table, count in schema.counts(connection, sorted(ours)).items():
        if count:
            raise BusinessError(
                _(
                    "The table %(table)s has %(count)s rows already; an archive is restored into "
                    "empty tables only.",
                    table=table,
                    count=count,
                )
            )


def _refuse_missing(connection: sa.Connection, zipped: ZipFile) -> None:
    """Refuse an archive whose rows refer to records of others that are gone."""
    gone: list[str] = []
    known = set(sa.inspect(connection).get_table_names())
    for facts in _lines(zipped, rules.REFERENCES):
        table, column = str(facts.get("table")), str(facts.get("column"))
        key = facts.get("key")
        if table not in known or not rules.TABLE.fullmatch(column):
            raise DamagedError(_("the file %(name)s was changed", name=rules.REFERENCES))
        target = sa.table(table, sa.column(column))
        query = sa.select(sa.literal(1)).where(target.c[column] == key).select_from(target)
        if connection.execute(query).first() is None:
            gone.append(f"{facts.get('label')} ({table} {key})")
    if gone:
        raise BusinessError(
            _(
                "Records that the archive refers to are gone: %(names)s. Make them again first.",
                names=", ".join(gone[:NAMED]) + (" …" if len(gone) > NAMED else ""),
            )
        )


def _fill(
    connection: sa.Connection, zipped: ZipFile, contents: Contents, tables: list[sa.Table]
) -> None:
    """Write the rows; foreign keys are looked at when all are there."""
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
        _insert(connection, zipped, contents, table)
    if postgresql:
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        for table_name, key in keys:
            _alter(connection, table_name, key, "NOT DEFERRABLE")
        _set_sequences(connection, tables)
    else:
        broken = [
            table.name
            for table in tables
            if connection.exec_driver_sql(f'PRAGMA foreign_key_check("{table.name}")').first()
        ]
        if broken:
            raise DamagedError(_("rows of %(table)s refer to nothing", table=broken[0]))


def _alter(connection: sa.Connection, table: str, key: Any, how: str) -> None:
    connection.execute(sa.text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key}" {how}'))


def _insert(
    connection: sa.Connection, zipped: ZipFile, contents: Contents, table: sa.Table
) -> None:
    known = contents.columns[table.name]
    naive = connection.dialect.name == "sqlite"
    target = sa.table(
        table.name,
        *(
            sa.column(column.name, None if known[column.name] == "json" else column.type)
            for column in table.columns
        ),
    )
    count, batch = 0, []
    for values in _lines(zipped, rules.file_of(table.name)):
        if values.keys() != known.keys():
            raise DamagedError(
                _("a row of %(table)s has not the columns of its table", table=table.name)
            )
        row = {key: rules.decode(known[key], value) for key, value in values.items()}
        if naive:
            row |= {
                key: value.replace(tzinfo=None)
                for key, value in row.items()
                if known[key] == "instant" and value is not None
            }
        batch.append(row)
        count += 1
        if len(batch) == services.BATCH:
            connection.execute(sa.insert(target), batch)
            batch = []
    if batch:
        connection.execute(sa.insert(target), batch)
    if count != contents.counts[table.name]:
        raise DamagedError(_("%(table)s has not as many rows as it should", table=table.name))


def _lines(zipped: ZipFile, name: str) -> Iterator[dict[str, Any]]:
    with zipped.open(name) as file:
        while line := file.readline(rules.LINE):
            if not line.endswith(b"\n"):
                raise DamagedError(_("the file %(name)s cannot be read", name=name))
            values = json.loads(line)
            if not isinstance(values, dict):
                raise DamagedError(_("the file %(name)s cannot be read", name=name))
            yield values


def _set_sequences(connection: sa.Connection, tables: list[sa.Table]) -> None:
    for table in tables:
        for column in table.primary_key.columns:
            sequence = connection.scalar(
                sa.select(sa.func.pg_get_serial_sequence(table.name, column.name))
            )
            last = connection.scalar(sa.select(sa.func.max(column)))
            if sequence and last is not None:
                connection.execute(sa.select(sa.func.setval(sequence, last)))


def _give_back(session: Session, contents: Contents, facts: Manifest, by: User) -> None:
    """Restore settings, permissions and how far the numbers of documents have come.

    Only those of the plugin itself: an archive may have been written to gain rights.
    """
    known = facts.settings.keys() & settings_services.declared().keys()
    settings_services.change_many(
        session, {name: text for name, text in contents.settings.items() if name in known}
    )
    names = set(session.scalars(role_queries.names()))
    held: dict[str, list[str]] = {name: [] for name in names}
    for permission in contents.grants.keys() & facts.permissions.keys():
        for role in names.intersection(contents.grants[permission]):
            held[role].append(permission)
    roles.change_role_permissions(session, held, among=facts.permissions, by=by)
    for series, month, value in contents.counters:
        if series in facts.series:
            numbering.raise_to(session, series, month, value)
    archive = session.scalar(queries.last(contents.plugin))
    if archive is not None:
        audit.record(session, Archive, archive.id, contents.plugin, "restore")
    session.flush()
