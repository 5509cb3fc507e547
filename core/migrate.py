"""Migrations: one Alembic stream and one version table per plugin, run by one runner.

Alembic is imported where tables change: a process that answers pages only asks whether they are
up to date, and would hold ten megabytes for nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app

from core import schema
from core.migration_lock import MigrationError, alone

__all__ = [
    "MigrationError",
    "Stream",
    "current",
    "differences",
    "downgrade",
    "foreign_tables_touched",
    "pending",
    "rebuild",
    "require_tables",
    "steps",
    "streams",
    "upgrade",
    "write_revision",
]

ENVIRONMENT = Path(__file__).parent / "migrations"


class _UndoneError(Exception):
    """The work was only a trial."""


@dataclass(frozen=True)
class Stream:
    """The migrations of the core or of one plugin."""

    name: str
    folder: Path

    @property
    def version_table(self) -> str:
        """The table that remembers how far this stream has come."""
        return f"alembic_version_{self.name}"

    def revisions(self) -> dict[str, frozenset[str]]:
        """Return the revisions in the folder, read without running any, and what each follows."""
        read = [_read(path, path.stat().st_mtime_ns) for path in sorted(self.folder.glob("*.py"))]
        return {number: before for number, before in read if number}

    def newest(self) -> str | None:
        """Return the newest revision in the folder.

        :raises MigrationError: if there are several.
        """
        revisions = self.revisions()
        heads = revisions.keys() - set().union(*revisions.values())
        if len(heads) > 1:
            several = ", ".join(sorted(heads))
            raise MigrationError(f"{self.name} has several newest revisions: {several}.")
        return next(iter(heads), None)


CORE = Stream("core", ENVIRONMENT / "versions")


@lru_cache(maxsize=1024)  # each app that is built reads all of them, and most are as before
def _read(path: Path, _changed: int) -> tuple[str, frozenset[str]]:
    """Return the number of a revision and those it follows; empty for another file."""
    told: dict[str, Any] = {}
    # What stands before the functions is enough, and much less to take apart.
    head = path.read_text(encoding="utf-8").partition("\ndef ")[0]
    for statement in ast.parse(head, str(path)).body:
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name) and target.id in {"revision", "down_revision"}:
                told[target.id] = _literal(path, value)
    before = told.get("down_revision") or ()
    return told.get("revision", ""), frozenset([before] if isinstance(before, str) else before)


def _literal(path: Path, value: ast.expr) -> Any:
    try:
        return ast.literal_eval(value)
    except ValueError as error:
        raise MigrationError(f"{path.name}: write the revisions as plain texts.") from error


def streams() -> list[Stream]:
    """Return the streams of the core and of the running plugins, in the order to apply them."""
    loaded = current_app.extensions["bumen.loaded"]
    return [CORE, *(Stream(p.name, p.folder / "migrations") for p in loaded.plugins)]


def require_tables(engine: sa.Engine) -> None:
    """Refuse to go on where tables of the core are missing or older than the code.

    Newer ones do: while a release is rolled out, processes of the former one go on beside it.

    :raises MigrationError: saying what to do.
    """
    with engine.connect() as connection:
        at = current(connection, CORE)
    if at is None:
        raise MigrationError("The database has no tables yet. Run: bumen db upgrade")
    if at != CORE.newest() and at in CORE.revisions():
        raise MigrationError("The tables are older than this version. Run: bumen db upgrade")


def upgrade(engine: sa.Engine, streams: Sequence[Stream]) -> list[str]:
    """Bring all streams to their newest revision; return what was applied.

    Either everything is applied or nothing; a second runner waits for the first.

    :raises MigrationError: naming the stream that failed, or what to do if others use the tables
        without a break.
    """

    def work(connection: sa.Connection) -> list[str]:
        return [step for stream in streams for step in _up(connection, stream)]

    return alone(engine, work)


def rebuild(
    engine: sa.Engine,
    streams: Sequence[Stream],
    revisions: Mapping[str, str],
    fill: Callable[[sa.Connection], None],
    then: Callable[[sa.Connection], None],
) -> list[str]:
    """Make tables as they were at some revisions, fill them, and bring them to their newest ones.

    Either all of it is done or nothing; see also ``upgrade``.

    :param revisions: that of each stream.
    :param then: what else shall be done in the same transaction, last of all.
    :return: what was applied after they were filled.
    :raises MigrationError: if a stream does not know its revision.
    """

    def work(connection: sa.Connection) -> list[str]:
        for stream in streams:
            _up(connection, stream, until=revisions[stream.name])
        fill(connection)
        applied = [step for stream in streams for step in _up(connection, stream)]
        then(connection)
        return applied

    return alone(engine, work)


def downgrade(
    engine: sa.Engine, stream: Stream, *, then: Callable[[sa.Connection], None] | None = None
) -> list[str]:
    """Take a stream back to nothing: its tables and rows are gone afterwards.

    :param then: what else shall be done in the same transaction.
    :raises MigrationError: if another stream's tables still refer to it; see also ``upgrade``.
    """

    def work(connection: sa.Connection) -> list[str]:
        undone = _down(connection, stream)
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {stream.version_table}")
        if then is not None:
            then(connection)
        return undone

    return alone(engine, work)


def foreign_tables_touched(
    engine: sa.Engine, stream: Stream, *, names: Collection[str] = ()
) -> list[str]:
    """Return the tables of others that some revision of a stream makes, alters or drops.

    All revisions are taken back and applied again, step by step, and then undone: the database
    stays as it is.

    :param names: all plugins there are, whose prefixes tell whose a table is.
    :raises MigrationError: if a revision fails.
    """
    touched: set[str] = set()

    def work(connection: sa.Connection) -> list[str]:
        before = schema.snapshot(connection)

        def compare() -> None:
            nonlocal before
            after = schema.snapshot(connection)
            touched.update(
                table
                for table in before.keys() | after.keys()
                if before.get(table) != after.get(table)
            )
            before = after

        _down(connection, stream, each=compare)
        _up(connection, stream, each=compare)
        compare()
        raise _UndoneError

    with suppress(_UndoneError):
        alone(engine, work)
    everyone = {"core", *names}
    return sorted(table for table in touched if not schema.owned(table, stream.name, everyone))


def current(connection: sa.Connection, stream: Stream) -> str | None:
    """Return the revision that a stream is at; None if nothing of it was applied."""
    if not sa.inspect(connection).has_table(stream.version_table):
        return None
    version = sa.table(stream.version_table, sa.column("version_num", sa.String))
    return connection.scalar(sa.select(version.c.version_num))


def pending(connection: sa.Connection, streams: Sequence[Stream]) -> dict[str, str]:
    """Return the streams that are not at their newest revision, with the one they are at."""
    behind = {}
    for stream in streams:
        at = current(connection, stream)
        if at != stream.newest():
            behind[stream.name] = at or "-"
    return behind


def steps(stream: Stream, *, after: str | None = None, until: str | None = None) -> list[str]:
    """Return the revisions of a stream in their order: those after one, or those up to one."""
    from core import revising

    return revising.steps(stream, after or "base", until or "heads")


def differences(connection: sa.Connection, stream: Stream) -> list[Any]:
    """Return where the models of a stream and its tables disagree."""
    from core import revising

    return revising.differences(connection, stream)


def write_revision(engine: sa.Engine, stream: Stream, message: str) -> Path:
    """Write a revision that takes the tables to what the models say.

    :raises MigrationError: if nothing differs.
    """
    from core import revising

    return revising.write(engine, stream, message)


def _up(
    connection: sa.Connection,
    stream: Stream,
    *,
    each: Callable[[], None] | None = None,
    until: str = "head",
) -> list[str]:
    from core import revising

    return revising.up(connection, stream, each, until)


def _down(
    connection: sa.Connection, stream: Stream, *, each: Callable[[], None] | None = None
) -> list[str]:
    from core import revising

    return revising.down(connection, stream, each)
