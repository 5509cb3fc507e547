"""Exporting what a plugin keeps, and removing it.  Services flush; they never commit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit, chain, dumping, migrate, schema
from core.archive import queries, rules
from core.archive.models import Archive
from core.archive.rules import Contents
from core.config import Settings
from core.errors import BusinessError
from core.loader import Found
from core.migrate import Stream
from core.plan import services as plans
from core.plugin import services as plugins
from core.plugin_fault import queries as faults
from core.quarantine import stream_of
from core.refilling import MANIFEST
from core.setting import queries as settings_queries
from core.user.models import User

LABELS = ("number", "code", "name", "email", "title", "label")


@dataclass(frozen=True)
class Actor:
    """Who does it, known without a session: removing a plugin has one of its own."""

    id: int
    name: str


def export_plugin(
    session: Session, name: str, to: Path, *, settings: Settings, by: User, now: datetime
) -> Archive:
    """Write everything that a plugin keeps into a zip file, and remember that it was done.

    :raises BusinessError: if there is no such plugin, or a column cannot be written exactly.
    """
    found = plugins.everything(settings)
    if name not in found:
        raise BusinessError(_("There is no plugin %(name)s.", name=name))
    with dumping.still(session.get_bind().engine) as connection:
        contents = _write(connection, found[name], found, to, now)
    archive = Archive(
        plugin=name,
        version=contents.version,
        revision=contents.revision,
        row_count=sum(contents.counts.values()),
        digest=_digest(to),
        was_off=name not in plans.running(session, settings, found),
        made_at=now,
        made_by=by.name,
    )
    session.add(archive)
    session.flush()
    return archive


def _write(
    connection: sa.Connection,
    found: Found,
    everything: Mapping[str, Found],
    to: Path,
    now: datetime,
) -> Contents:
    tables = tables_of(connection, found.name, everything)
    columns = {table.name: dumping.kinds(table) for table in tables}
    facts = found.manifest
    with ZipFile(to, "w", ZIP_DEFLATED) as zipped:
        files, counts = dumping.dump(connection, zipped, tables)
        files[rules.REFERENCES], _count = dumping.write_lines(
            zipped, rules.REFERENCES, _references(connection, tables)
        )
        contents = Contents(
            plugin=found.name,
            version=found.version,
            revision=_revision(connection, found),
            made_at=now.isoformat(),
            counts=counts,
            columns=columns,
            files=files,
            settings=_settings(connection, list(facts.settings) if facts else []),
            grants=_grants(connection, found.name),
            counters=_counters(connection, list(facts.series) if facts else []),
        )
        zipped.writestr(MANIFEST, contents.to_json())
    return contents


def tables_of(
    connection: sa.Connection, name: str, everything: Mapping[str, Found]
) -> list[sa.Table]:
    """Return the tables of a plugin as they are in the database, without asking its models."""
    return dumping.reflected(connection, schema.data_tables(connection, name, everything))


def _references(connection: sa.Connection, tables: list[sa.Table]) -> Iterator[str]:
    """Name the records of others that the rows refer to: without them they cannot come back."""
    own = {table.name for table in tables}
    wanted: dict[tuple[str, str], list[sa.Select[Any]]] = {}
    for table in tables:
        for key in table.foreign_keys:
            other, _dot, column = key.target_fullname.rpartition(".")
            if other not in own:
                wanted.setdefault((other, column), []).append(sa.select(key.parent))
    for (other, column), queries_ in sorted(wanted.items()):
        target = sa.Table(other, sa.MetaData(), autoload_with=connection, resolve_fks=False)
        label = next((target.c[one] for one in LABELS if one in target.c), target.c[column])
        query = sa.select(target.c[column], label).where(
            target.c[column].in_(sa.union(*queries_).subquery().select())
        )
        for key_, text in connection.execute(query.order_by(target.c[column])):
            facts = {"table": other, "column": column, "key": key_, "label": str(text)}
            yield json.dumps(facts, ensure_ascii=False)


def _revision(connection: sa.Connection, found: Found) -> str:
    stream = Stream(found.name, (found.folder or Path()) / "migrations")
    return migrate.current(connection, stream) or ""


def _settings(connection: sa.Connection, names: list[str]) -> dict[str, str]:
    query = settings_queries.named(names)
    return {row.name: row.value for row in connection.execute(query)}


def _grants(connection: sa.Connection, name: str) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for permission, role in connection.execute(queries.grant_names(name)):
        held.setdefault(permission, []).append(role)
    return held


def _counters(connection: sa.Connection, series: list[str]) -> list[list[Any]]:
    rows = connection.execute(queries.counters(series))
    return [[row.series, row.month, row.value] for row in rows]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hindrance(session: Session, name: str, *, settings: Settings, now: datetime) -> str:
    """Return why the data of a plugin cannot be removed now, or an empty text."""
    found = plugins.everything(settings)
    if name not in found or found[name].folder is None:
        return _("%(name)s is not installed; install it again to remove its data.", name=name)
    if name in plans.running(session, settings, found):
        return _("The plugin %(name)s is on. Disable it first.", name=name)
    connection = session.connection()
    others = schema.referring(connection, schema.tables_of(connection, name, found))
    if others:
        return _("The table %(table)s of another plugin refers to it.", table=others[0])
    if not plugins.everyone_switched(session, now=now):
        return _("A process still works with it. Try again in a moment.")
    return _unfinished(session, name)


def _unfinished(session: Session, name: str) -> str:
    """Return what has to happen before the data of a plugin that is off may go."""
    archive = session.scalar(queries.last(name))
    if archive is None:
        return _("Export its data first: bumen plugin export %(name)s --to FILE.zip", name=name)
    if session.scalar(queries.switched_since(name, archive.made_at).limit(1)) is not None:
        return _("It was on since its data was exported. Export it again.")
    if session.scalar(queries.running_jobs(name).limit(1)) is not None:
        return _("A job of it is running. Wait until it is over, or cancel it.")
    return ""


def purge(
    engine: sa.Engine, found: Found, everything: Mapping[str, Found], *, by: Actor
) -> list[str]:
    """Remove the tables of a plugin and all that the core keeps for it; return what was undone.

    It has a transaction of its own, so nothing that the caller wrote may be open.  Ask
    :func:`hindrance` before.

    :raises MigrationError: if its tables cannot be removed; nothing has changed then.
    """
    stream = stream_of(found) or Stream(found.name, Path())

    def forget(connection: sa.Connection) -> None:
        with Session(bind=connection, join_transaction_mode="rollback_only") as own:
            own.info["actor"] = by
            _forget(own, found, everything)
            chain.seal(own)  # it is the connection that commits

    return migrate.downgrade(engine, stream, then=forget)


def _forget(session: Session, found: Found, everything: Mapping[str, Found]) -> None:
    """Delete settings, permissions, unused roles, counters and jobs of a plugin."""
    facts, name = found.manifest, found.name
    for query in (queries.grants(name), queries.seen(name), faults.recent(name)):
        for row in session.scalars(query):
            session.delete(row)
    session.flush()
    if facts is not None:
        for setting in session.scalars(settings_queries.named(list(facts.settings))):
            session.delete(setting)
        for counter in session.scalars(queries.counters(facts.series)):
            session.delete(counter)
        others = {
            role
            for other in everything.values()
            if other.manifest is not None and other.name != name
            for role in other.manifest.roles
        }
        for role in session.scalars(queries.unused_roles(sorted(set(facts.roles) - others))):
            session.delete(role)
    for jobs in (queries.jobs(name), queries.schedules(name)):
        for job in session.scalars(jobs):
            session.delete(job)
    archive = session.scalar(queries.last(name))
    if archive is not None:
        audit.record(session, Archive, archive.id, name, "purge")
    session.flush()
