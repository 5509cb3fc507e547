"""Switches plugins off and on while pages are read: how long it takes, and what it disturbs."""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from data import SERVER
from traffic import Deployment, Traffic, served, ten_toggles

from core import loader

GOAL_SECONDS, GOAL_RATIO = 1.0, 3.0
QUIET_SECONDS = 15
URL = os.environ.get("BUMEN_TEST_POSTGRESQL_URL", SERVER)


def pages() -> list[str]:
    """Return the pages of every plugin that its menu leads to, and those of the core."""
    facts = [found.manifest for found in loader.installed().values() if found.bundled]
    items = [item.endpoint for one in [*facts, loader.core_manifest()] if one for item in one.menu]
    return ["/", *(f"/{e.rpartition('.')[0].replace('.', '/')}/" for e in items)]


def measure(kind: str, workers: int, run: Callable[[str, Deployment], None]) -> None:
    """Measure a deployment with a database of its own, which is dropped afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder, database = Path(name), f"bumen_bench_{uuid.uuid4().hex[:8]}"
        url = f"sqlite:///{folder / database}.db"
        if kind == "postgresql":
            administer(f"CREATE DATABASE {database}")
            url = sa.make_url(URL).set(database=database).render_as_string(hide_password=False)
        try:
            with served(url, folder, workers) as site:
                run(kind, site)
        finally:
            if kind == "postgresql":
                administer(f"DROP DATABASE {database} WITH (FORCE)")


def run(kind: str, site: Deployment) -> None:
    traffic, workers = Traffic(site, pages()), site.workers
    with traffic.flowing():
        time.sleep(3)  # the first look at each page
        traffic.seconds.clear()
        time.sleep(QUIET_SECONDS)
        calm, traffic.seconds = traffic.seconds, []
        taken = ten_toggles(traffic, pause=2)
        busy, traffic.seconds = traffic.seconds, calm
        time.sleep(QUIET_SECONDS)  # what else the machine does may have changed
    ratio = p99(busy) / p99(calm)
    print(f"{kind}, {workers} process(es), {len(traffic.paths)} pages, {traffic.per_second}/s")
    print(f"  without toggles: {described(calm)}")
    print(
        f"  with {len(taken)} toggles: {described(busy)}, {ratio:.2f} x (goal {GOAL_RATIO:.0f} x)"
    )
    print(
        f"  every process follows after {statistics.median(taken):.2f} s, "
        f"at most {max(taken):.2f} s (goal {GOAL_SECONDS:.0f} s)"
    )
    print(f"  failed requests: {len(traffic.faults)} (goal 0)", *traffic.faults[:5])


def p99(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98]


def described(seconds: list[float]) -> str:
    middle, most, longest = statistics.median(seconds), p99(seconds), max(seconds)
    times = (
        f"median {middle * 1000:.0f} ms, p99 {most * 1000:.0f} ms, longest {longest * 1000:.0f} ms"
    )
    return f"{len(seconds)} requests, {times}"


def administer(statement: str) -> None:
    engine = sa.create_engine(URL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def main(description: str | None, run: Callable[[str, Deployment], None]) -> None:
    """Measure on the chosen databases: SQLite with one process, PostgreSQL with two."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--db", choices=("sqlite", "postgresql"), action="append")
    for kind in parser.parse_args().db or ("sqlite", "postgresql"):
        measure(kind, 1 if kind == "sqlite" else 2, run)


if __name__ == "__main__":
    main(__doc__, run)
