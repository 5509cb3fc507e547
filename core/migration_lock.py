"""The one lock of migrations, and the patience with which they wait for the tables of others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

LOCK = "bumen.migrate"
# Another runner may take its time, and only runners wait for it.
RUNNER_TIMEOUT = "60s"
# Whoever reads a table queues behind a migration that waits for it, so that waits only briefly
# and tries again.
TABLE_TIMEOUT = "2s"
PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.5
BUSY = frozenset({"55P03", "40P01"})  # lock_not_available, deadlock_detected


class MigrationError(Exception):
    """A migration that cannot run; the schema is as it was before."""


class BusyError(Exception):
    """The tables are in use; nothing was changed, and it may be tried again."""


def is_busy(error: sa.exc.DBAPIError) -> bool:
    """Return whether a statement failed only because somebody else holds a lock."""
    return getattr(error.orig, "sqlstate", None) in BUSY or "is locked" in str(error.orig)


def alone(engine: sa.Engine, work: Callable[[sa.Connection], list[str]]) -> list[str]:
    """Do the work in one transaction under the lock; try again while its tables are in use.

    :raises MigrationError: saying what to do if they stay in use.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with _exclusive(engine) as connection:
                return work(connection)
        except (BusyError, sa.exc.DBAPIError) as error:
            if isinstance(error, sa.exc.DBAPIError) and not is_busy(error):
                raise
            if time.monotonic() > end:
                raise MigrationError(
                    "Others use the tables without a break; nothing was changed. Wait until long "
                    "imports, jobs and backups are over, or stop them, and try again."
                ) from error
        time.sleep(PAUSE_SECONDS)


@contextmanager
def _exclusive(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Hold the one lock of migrations, with the checks of foreign keys put off on SQLite."""
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:  # the pragma does nothing inside a transaction, so it comes before BEGIN
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with _begun(connection, sqlite=sqlite):
                yield connection
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise MigrationError("A migration left rows that refer to nothing.")
        finally:
            if sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


@contextmanager
def _begun(connection: sa.Connection, *, sqlite: bool) -> Iterator[None]:
    """Hold a transaction that no other runner has at the same time."""
    try:
        transaction = connection.begin()
        if not sqlite:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{RUNNER_TIMEOUT}'")
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(LOCK))))
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{TABLE_TIMEOUT}'")
    except sa.exc.DBAPIError as error:
        if not is_busy(error):
            raise
        raise MigrationError(
            "Another migration or a long write is running; nothing was changed. Wait until it is "
            "over and try again."
        ) from error
    with transaction:
        yield
