"""Taking the records of a plugin back from an archive that may come from anywhere."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit, dumping, migrate, numbering, refilling, schema
from core.archive import queries, rules, services
from core.archive.models import Archive
from core.archive.rules import Contents
from core.config import Settings
from core.errors import BusinessError
from core.manifest import Manifest
from core.plan import services as plans
from core.plugin import services as plugins
from core.refilling import DamagedError
from core.role import queries as role_queries
from core.role import services as roles
from core.setting import services as settings_services
from core.user.models import User

MANIFEST_SIZE = 4 * 2**20
NAMED = 5


def restore(session: Session, path: Path, *, settings: Settings, by: User) -> Contents:
    """Put the records of a plugin back as they were when they were exported.

    :raises BusinessError: if the archive is damaged, is not that of the tables as they are, if
        these have rows, or if records of others that it refers to are gone.
    """
    with refilling.refusing(path), ZipFile(path) as zipped:
        contents = rules.parse(refilling.manifest(zipped, MANIFEST_SIZE))
        refilling.check_files(zipped, contents.files, path.stat().st_size)
        found = plugins.everything(settings)
        if contents.plugin not in plans.running(session, settings, found):
            raise BusinessError(
                _("The plugin %(name)s is off. Enable it first.", name=contents.plugin)
            )
        connection = session.connection()
        tables = services.tables_of(connection, contents.plugin, found)
        _lock(connection, tables)
        _refuse_misfit(connection, contents, tables)
        _refuse_missing(connection, zipped)
        refilling.fill(connection, zipped, tables, contents.columns, contents.counts)
    facts = found[contents.plugin].manifest
    if facts is not None:
        _give_back(session, contents, facts, by)
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
    ours = {table.name: dumping.kinds(table) for table in tables}
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
    for facts in refilling.lines(zipped, rules.REFERENCES):
        table, column = str(facts.get("table")), str(facts.get("column"))
        key = facts.get("key")
        if table not in known or not refilling.TABLE.fullmatch(column):
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
