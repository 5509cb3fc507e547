"""What a process of ``bumen serve`` holds in memory, and how long it takes to build an app."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

from toggle import main, pages
from traffic import Deployment

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


if __name__ == "__main__":
    main(__doc__, run)
