"""Connections: how they are opened on each kind of database, and how transactions begin."""

from __future__ import annotations

import importlib
from typing import Any

import sqlalchemy as sa
from flask import has_request_context, request

BUSY_MS = 15_000
READING = frozenset({"GET", "HEAD", "OPTIONS"})
STOPPING = frozenset({"core.job.cancel", "core.import_run.stop"})  # waits for no job that writes
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_MS}",
    "cache_size=-65536",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
)
# PostgreSQL spends half a second to compile a small query.
POSTGRESQL_OPTIONS = "-c jit=off"
NEVER = 2**31
# The connection that was used last has what is asked often in its caches; others keep them small.
# What a statement was about does not get into the log with an error.
OPTIONS: dict[str, Any] = {"pool_use_lifo": True, "hide_parameters": True}
ONLY_READ = "only_read"
READ = ("SELECT ", "SAVEPOINT ", "RELEASE ", "ROLLBACK TO ")


def create_engine(url: sa.URL) -> sa.Engine:
    """Return a new engine with a pool of connections."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    options = f"{url.query.get('options', '')} {POSTGRESQL_OPTIONS}"
    # Of what happens to be asked often, the plan for any value may be bad for some values: only
    # statements with the option `prepared` are.
    arguments = {"options": options, "prepare_threshold": NEVER}
    engine = sa.create_engine(
        url, pool_pre_ping=True, pool_size=10, max_overflow=20, connect_args=arguments, **OPTIONS
    )
    sa.event.listen(engine, "begin", _begin_postgresql)
    sa.event.listen(engine, "before_cursor_execute", _note_writing)
    sa.event.listen(engine, "do_execute", _execute_prepared)
    return engine


def _begin_postgresql(connection: sa.Connection) -> None:
    connection.info[ONLY_READ] = True


def _note_writing(connection: sa.Connection, _cursor: Any, statement: str, *_more: Any) -> None:
    if not statement.startswith(READ):
        connection.info[ONLY_READ] = False


def _execute_prepared(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """Send a statement with the option ``prepared`` so that it is planned once a connection."""
    if not context.execution_options.get("prepared"):
        return False
    cursor.execute(statement, parameters, prepare=True)
    return True


def only_read(connection: sa.Connection) -> bool:
    """Return whether a transaction on PostgreSQL has surely written nothing."""
    return bool(connection.info.get(ONLY_READ))


def _sqlite(url: sa.URL) -> sa.Engine:
    wait = {"timeout": BUSY_MS / 1000}
    engine = sa.create_engine(
        url, module=sqlite_driver(), connect_args=wait, pool_size=20, **OPTIONS
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def sqlite_driver() -> Any:
    """Return pysqlite3, whose SQLite has the WAL-reset fix of 3.51.3, or else the built-in one.

    SQLite 3.7.0 to 3.51.2 may lose commits in WAL mode (https://www.sqlite.org/wal.html).
    """
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3.dbapi2")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must never send BEGIN by itself: its DEFERRED transactions lose updates.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    reads = has_request_context() and (request.method in READING or request.endpoint in STOPPING)
    mode = connection.get_execution_options().get("sqlite_begin")
    connection.exec_driver_sql(f"BEGIN {mode or ('DEFERRED' if reads else 'IMMEDIATE')}")
