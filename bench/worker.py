"""What a process of ``bumen serve`` holds in memory, and how long it takes to build an app."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import sqlalchemy as sa
from toggle import URL, administer, pages
from traffic import Deployment, served

GOAL_MB, GOAL_SECONDS = 130, 0.5
ROUNDS = 3
BUILD = """
import time
from core.app import create_app
create_app(serving=True)
for _time in range(7):
    begun = time.perf_counter()
    create_app(serving=True)
    print(time.perf_counter() - begun)
"""


def measure(kind: str, workers: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, database = Path(name), f"bumen_worker_{uuid.uuid4().hex[:8]}"
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
    master = server()
    print(f"{kind}, {site.workers} process(es)")
    tell("after some pages", master)
    for path in pages() * ROUNDS:
        assert site.ask("GET", path)[0] == 200, path
    tell(f"after {ROUNDS} times {len(pages())} lists", master)
    command = [sys.executable, "-c", BUILD]
    told = subprocess.run(
        command, env=site.environment(), check=True, capture_output=True, text=True
    )
    seconds = statistics.median(map(float, told.stdout.split()))
    print(f"  create_app with all plugins: {seconds:.2f} s (goal {GOAL_SECONDS} s)")


def server() -> str:
    """Return the process that this one started and that has started the workers."""
    (found,) = children(str(os.getpid()))
    return found


def children(process: str) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def tell(when: str, master: str) -> None:
    """Print what each worker holds, and its share, which counts what others hold too by parts."""
    for one in (master, *children(master)):
        lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()[1:]
        facts = {line.split()[0]: int(line.split()[1]) / 1024 for line in lines}
        name, goal = ("master", "") if one == master else ("worker", f" (goal {GOAL_MB} MB)")
        print(f"  {when}: {name} {facts['Rss:']:.0f} MB{goal}, its share {facts['Pss:']:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", choices=("sqlite", "postgresql"), action="append")
    for kind in parser.parse_args().db or ("sqlite", "postgresql"):
        measure(kind, 1 if kind == "sqlite" else 2)


if __name__ == "__main__":
    main()
