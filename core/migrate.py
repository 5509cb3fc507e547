"""Migrations: one Alembic stream and one version table per plugin, run by one runner."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations.ops import MigrationScript
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from flask import current_app

from core import schema
from core.db import metadata
from core.migration_lock import BusyError, MigrationError, alone, is_busy
from core.search import is_search_table

__all__ = [
    "MigrationError",
    "Stream",
    "current",
    "differences",
    "downgrade",
    "foreign_tables_touched",
    "pending",
    "streams",
    "upgrade",
    "write_revision",
]

ENVIRONMENT = Path(__file__).parent / "migrations"
CONFIGURE: dict[str, Any] = {
    "render_as_batch": True,
    "compare_type": True,
    "transaction_per_migration": False,
    "target_metadata": metadata,
}


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

    def script(self) -> ScriptDirectory:
        """Return Alembic's view of the folder of revisions."""
        config = Config()
        config.set_main_option("script_location", str(ENVIRONMENT))
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", str(self.folder))
        return ScriptDirectory.from_config(config)


def streams() -> list[Stream]:
    """Return the streams of the core and of the running plugins, in the order to apply them."""
    loaded = current_app.extensions["bumen.loaded"]
    own = Stream("core", ENVIRONMENT / "versions")
    return [own, *(Stream(p.name, p.folder / "migrations") for p in loaded.plugins)]


def upgrade(engine: sa.Engine, streams: Sequence[Stream]) -> list[str]:
    """Bring all streams to their newest revision; return what was applied.

    Either everything is applied or nothing; a second runner waits for the first.

    :raises MigrationError: naming the stream that failed, or what to do if others use the tables
        without a break.
    """

    def work(connection: sa.Connection) -> list[str]:
        return [step for stream in streams for step in _up(connection, stream)]

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
    options = {"version_table": stream.version_table}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def pending(connection: sa.Connection, streams: Sequence[Stream]) -> dict[str, str]:
    """Return the streams that are not at their newest revision, with the one they are at."""
    behind = {}
    for stream in streams:
        at = current(connection, stream)
        if at != stream.script().get_current_head():
            behind[stream.name] = at or "-"
    return behind


def differences(connection: sa.Connection, stream: Stream) -> list[Any]:
    """Return where the models of a stream and its tables disagree."""
    return compare_metadata(_context(connection, stream), metadata)


def write_revision(engine: sa.Engine, stream: Stream, message: str) -> Path:
    """Write a revision that takes the tables to what the models say.

    :raises MigrationError: if nothing differs.
    """
    with engine.connect() as connection:
        found: MigrationScript = produce_migrations(_context(connection, stream), metadata)
    if found.upgrade_ops is None or found.downgrade_ops is None or found.upgrade_ops.is_empty():
        raise MigrationError(f"The tables of {stream.name} already are as the models say.")
    script = stream.script()
    options: dict[str, Any] = {
        "render_as_batch": True,
        "sqlalchemy_module_prefix": "sa.",
        "render_item": _portable,
    }
    number = len(list(script.walk_revisions())) + 1
    revision = script.generate_revision(
        f"{stream.name}_{number:04}",
        message,
        version_path=str(stream.folder),
        upgrades=render_python_code(found.upgrade_ops, **options),
        downgrades=render_python_code(found.downgrade_ops, **options),
        file_template="%%(rev)s",
    )
    if revision is None:
        raise MigrationError(f"No revision of {stream.name} was written.")
    return Path(revision.path)


def _portable(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our column types as what they are in the database, so that revisions never change."""
    if kind != "type":
        return False
    if isinstance(item, sa.types.TypeDecorator):
        return {"Instant": "sa.DateTime(timezone=True)"}.get(
            type(item).__name__, f"sa.{type(item.impl_instance).__name__}()"
        )
    if isinstance(item, sa.BigInteger) and item._variant_mapping:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def _context(connection: sa.Connection, stream: Stream) -> MigrationContext:
    def is_ours(thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        if kind == "index":
            return not is_search_table(name or "")
        if kind != "table":
            return True
        if is_search_table(name or "") or (name or "").startswith("alembic_version_"):
            return False
        return (name or "").startswith(f"{stream.name}_")

    options = {**CONFIGURE, "include_object": is_ours, "version_table": stream.version_table}
    return MigrationContext.configure(connection, opts=options)


def _up(
    connection: sa.Connection, stream: Stream, *, each: Callable[[], None] | None = None
) -> list[str]:
    script = stream.script()

    def plan(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs("head", revision)

    return _run(connection, stream, script, plan, each)


def _down(
    connection: sa.Connection, stream: Stream, *, each: Callable[[], None] | None = None
) -> list[str]:
    script = stream.script()

    def plan(revision: Any, _context: Any) -> Any:
        return script._downgrade_revs("base", revision)

    return _run(connection, stream, script, plan, each)


def _run(
    connection: sa.Connection,
    stream: Stream,
    script: ScriptDirectory,
    plan: Callable[[Any, Any], Any],
    each: Callable[[], None] | None,
) -> list[str]:
    applied: list[str] = []

    def note(ctx: Any, step: Any, heads: Any, run_args: Any) -> None:
        applied.append(str(step.up_revision_id))
        if each is not None:
            each()

    environment = EnvironmentContext(Config(), script, fn=plan)
    try:
        with environment:
            environment.configure(
                connection=connection,
                version_table=stream.version_table,
                on_version_apply=note,
                **CONFIGURE,
            )
            environment.run_migrations()
    except sa.exc.DBAPIError as error:
        if is_busy(error):
            raise BusyError from error
        raise MigrationError(f"The migrations of {stream.name} failed: {error.orig}") from error
    except (Exception, SystemExit) as error:  # a revision is code of somebody else
        raise MigrationError(f"The migrations of {stream.name} failed: {error}") from error
    return applied
