"""What Alembic does for `core.migrate`: it runs, compares and writes revisions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations.ops import MigrationScript
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

from core.db import metadata
from core.migrate import ENVIRONMENT, Stream
from core.migration_lock import BusyError, MigrationError, is_busy
from core.search import is_search_table

CONFIGURE: dict[str, Any] = {
    "render_as_batch": True,
    "compare_type": True,
    "transaction_per_migration": False,
    "target_metadata": metadata,
}


def script_of(stream: Stream) -> ScriptDirectory:
    """Return Alembic's view of the folder of revisions."""
    config = Config()
    config.set_main_option("script_location", str(ENVIRONMENT))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(stream.folder))
    config.set_main_option("file_template", "%%(rev)s")
    return ScriptDirectory.from_config(config)


def steps(stream: Stream, after: str, until: str) -> list[str]:
    """Return the revisions between two, in the order to apply them."""
    return [one.revision for one in script_of(stream).iterate_revisions(until, after)][::-1]


def differences(connection: sa.Connection, stream: Stream) -> list[Any]:
    """Return where the models of a stream and its tables disagree."""
    return compare_metadata(_context(connection, stream), metadata)


def write(engine: sa.Engine, stream: Stream, message: str) -> Path:
    """Write a revision that takes the tables to what the models say.

    :raises MigrationError: if nothing differs.
    """
    with engine.connect() as connection:
        found: MigrationScript = produce_migrations(_context(connection, stream), metadata)
    if found.upgrade_ops is None or found.downgrade_ops is None or found.upgrade_ops.is_empty():
        raise MigrationError(f"The tables of {stream.name} already are as the models say.")
    script = script_of(stream)
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


def up(
    connection: sa.Connection,
    stream: Stream,
    each: Callable[[], None] | None = None,
    until: str = "head",
) -> list[str]:
    """Apply what a stream is behind; return the revisions."""
    script = script_of(stream)
    return _run(connection, stream, script, partial(script._upgrade_revs, until), each)


def down(
    connection: sa.Connection, stream: Stream, each: Callable[[], None] | None = None
) -> list[str]:
    """Take all revisions of a stream back; return them."""
    script = script_of(stream)
    return _run(connection, stream, script, partial(script._downgrade_revs, "base"), each)


def _run(
    connection: sa.Connection,
    stream: Stream,
    script: ScriptDirectory,
    plan: Callable[[Any], Any],
    each: Callable[[], None] | None,
) -> list[str]:
    applied: list[str] = []

    def note(ctx: Any, step: Any, heads: Any, run_args: Any) -> None:
        applied.append(str(step.up_revision_id))
        if each is not None:
            each()

    environment = EnvironmentContext(Config(), script, fn=lambda at, _context: plan(at))
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
