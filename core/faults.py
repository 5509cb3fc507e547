"""Keeping the crashes of plugins, apart from the transaction in which they happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite

from core.clock import now
from core.db import db
from core.plugin_fault.models import PluginFault

LONGEST = 1_000  # characters of an error that are kept
TABLE = cast(sa.Table, PluginFault.__table__)
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
log = structlog.get_logger(__name__)


def keep(found: Iterable[tuple[str, str, str]]) -> None:
    """Count crashes, each told by its plugin, hook and error, in a transaction of their own.

    Called when the request has ended: on SQLite its transaction would keep this one waiting.
    """
    db.session.remove()
    engine = db.engine.execution_options(sqlite_begin="IMMEDIATE")
    try:
        with engine.begin() as connection:
            for plugin, hook, error in found:
                connection.execute(_counted(engine.dialect.name, plugin, hook, error[:LONGEST]))
    except sa.exc.SQLAlchemyError:
        log.exception("the crash of a plugin cannot be kept")


def _counted(dialect: str, plugin: str, hook: str, error: str) -> Any:
    facts = {"error": error, "last_at": now()}
    new = INSERT[dialect](TABLE).values(plugin=plugin, hook=hook, count=1, **facts)
    return new.on_conflict_do_update(
        index_elements=["plugin", "hook"], set_={"count": TABLE.c.count + 1, **facts}
    )
