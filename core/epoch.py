"""Which plugins are on at this moment: read for every request, followed by the gate."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask, abort, request

from core.config import Settings
from core.db import engine_for, reading

ENVIRON = "bumen.enabled"
TABLE = "core_plugin_epoch"
# One statement, so that the number and the names are of the same moment.
QUESTION = "SELECT e.number, p.name FROM core_plugin_epoch e LEFT JOIN core_plugin p ON 1 = 1"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Choice:
    """The committed set: a number that grows with every change, and the names that are on.

    ``names`` is None when nothing was ever chosen: then the bundled plugins are on.
    """

    number: int = 0
    names: frozenset[str] | None = None


def choice(connection: sa.Connection) -> Choice:
    """Return the choice as a transaction sees it."""
    return _choice(connection.exec_driver_sql(QUESTION).all())


def _choice(found: Sequence[Any]) -> Choice:
    if not found:
        return Choice()
    return Choice(found[0][0], frozenset(name for _number, name in found if name is not None))


def choice_for(settings: Settings, bundled: Iterable[str]) -> Choice:
    """Return the set that should run: pinned, else chosen, else all that are bundled."""
    with reading(settings.database_url) as connection:
        is_made = sa.inspect(connection).has_table(TABLE)
        chosen = choice(connection) if is_made else Choice()  # before the first `db upgrade`
    pinned = settings.pinned_plugins()
    names = chosen.names if pinned is None else pinned
    return Choice(chosen.number, frozenset(bundled) if names is None else names)


class Watch:
    """Reads the choice on a connection of its own, outside of every transaction.

    The pool would ask twice as much of the database as the question itself; and in the
    transaction of a request, PostgreSQL might answer with what was true when that began.
    """

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url)
        self.last = Choice()
        self._is_failing = False
        self._lock = threading.Lock()
        self._connection: sa.PoolProxiedConnection | None = None

    def read(self) -> Choice:
        """Return the choice; where the database does not answer, the last one that is known."""
        with self._lock:
            try:
                self.last = self._read()
                self._is_failing = False
            except (sa.exc.SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
                # The connection may have been cut.  If the next one fails too, so will the
                # request, in its own words.
                if not self._is_failing:
                    log.warning("the choice of plugins cannot be read", error=repr(error))
                self._is_failing = True
                self._close()
            return self.last

    def close(self) -> None:
        """Let go of the connection; the next reading makes another."""
        with self._lock:
            self._close()

    def _read(self) -> Choice:
        if self._connection is None:
            self._connection = self._engine.raw_connection()
            self._connection.detach()
            if self._engine.dialect.name == "postgresql":
                self._driver.autocommit = True
        return _choice(self._driver.execute(QUESTION).fetchall())

    @property
    def _driver(self) -> Any:
        # Both drivers have `execute` on the connection, which the DBAPI does not.
        return self._connection and self._connection.dbapi_connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def init_app(app: Flask) -> None:
    """Answer 404 for the pages of a plugin that was switched off after this app was built."""
    plugins = frozenset(plugin.name for plugin in app.extensions["bumen.loaded"].plugins)

    @app.before_request
    def gate() -> None:
        names: frozenset[str] | None = request.environ.get(ENVIRON)
        owner = (request.blueprint or "").partition(".")[0]
        if names is not None and owner in plugins and owner not in names:
            abort(404)
