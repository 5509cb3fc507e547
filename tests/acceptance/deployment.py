"""A deployment of its own for the acceptance tests, used from outside by its command line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from click.testing import CliRunner
from flask.cli import ScriptInfo

from core.app import create_app
from core.cli import main
from core.config import Settings
from core.db import dispose

BUSINESS_TABLES = ("orders_", "finance_", "core_party")


@dataclass(frozen=True)
class Deployment:
    """A fresh database and the command line that works on it."""

    url: str
    folder: Path

    @cached_property
    def _script(self) -> ScriptInfo:
        """The app of all commands: a process for each would take minutes to start them."""
        app = create_app(Settings(database_url=self.url, data_dir=self.folder, language="en"))
        return ScriptInfo(create_app=lambda: app)

    def bumen(self, *arguments: str) -> str:
        """Run a command that must succeed and return what it prints."""
        done = CliRunner().invoke(main, arguments, obj=self._script)
        assert done.exit_code == 0, f"bumen {' '.join(arguments)}\n{done.output}{done.exception}"
        return done.stdout_bytes.decode("utf-8-sig")

    def close(self) -> None:
        """Leave no connection behind."""
        dispose(self.url)

    def row_counts(self) -> dict[str, int]:
        """Count the rows of every business table; a record of the run itself may be added."""
        engine = sa.create_engine(self.url)
        with engine.connect() as connection:
            tables = [
                name
                for name in sa.inspect(connection).get_table_names()
                if name.startswith(BUSINESS_TABLES) and not name.endswith("_run")
            ]
            counts = {name: _count(connection, name) for name in tables}
        engine.dispose()
        return counts


def numbers_before(word: str, text: str) -> list[int]:
    """Read the figures of a report such as "1,234 added, 0 changed"."""
    return [int(number.replace(",", "")) for number in re.findall(rf"(\d[\d,]*) {word}", text)]


def _count(connection: sa.Connection, table: str) -> int:
    rows: int = connection.execute(
        sa.select(sa.func.count()).select_from(sa.table(table))
    ).scalar_one()
    return rows
