"""Checks and imports half a million products from a CSV and from an XLSX file: time and memory.

Each file goes the way that uploads go: stored, checked with a verdict on every row, imported.
Memory is the most that the process of the worker ever held, or the one that it has unfold a sheet,
beside what an app holds that has done nothing yet.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import sqlalchemy as sa
import xlsxwriter
from data import Place, place

from core import files
from core.clock import now
from core.db import db
from core.import_run import queries, services
from core.import_run.models import ImportRow, State
from core.jobs import run_pending
from core.user import services as users

GOAL_MB = 400
SUFFIXES = ("csv", "xlsx")
HEADING = ("编码", "商品名称", "规格", "类目", "条码", "价格")


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """Invent products; each hundredth has a price that nobody can read."""
    for number in range(count):
        price = "?" if number % 100 == 99 else f"{number % 9000 / 100:.2f}"
        yield (
            f"P{number:07}",
            f"保温杯 {number}",
            f"颜色: {number % 12}",
            f"类目 {number % 40}",
            f"69{number:011}",
            price,
        )


def generate(path: Path, count: int) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(HEADING)
            writer.writerows(rows(count))
        return
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    for line, cells in enumerate(chain([HEADING], rows(count))):
        sheet.write_row(line, 0, cells)
    book.close()


def held() -> float:
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(one).ru_maxrss for one in whose) / 1024


def import_here(made: Place, path: Path, count: int) -> None:
    """Check and import as a worker does; tell seconds and the most MiB of each step."""
    app = made.app()
    told = [held()]
    with app.app_context():
        session = db.session()
        by = users.system_user(session)
        with path.open("rb") as stream:
            stored = [files.store(stream, path.name)]
        run_id = services.upload(
            session, stored, importer="catalog.products", profile="generic", by=by, now=now()
        ).id
        session.commit()
        for step, state in (("check", State.CHECKED), ("import", State.DONE)):
            start = time.perf_counter()
            run_pending(app)
            told += [time.perf_counter() - start, held()]
            run = session.scalars(queries.run(run_id)).unique().one()
            assert run.state is state, (step, run.state, run.error)
            kept = session.scalar(sa.select(sa.func.count(ImportRow.id)))
            assert kept == (count if state is State.CHECKED else run.refused), kept
            if state is State.CHECKED:
                services.start(session, run, by=by)
            session.commit()
    print(json.dumps(told))


def measure(kind: str, suffix: str, count: int) -> None:
    with place(kind, "bumen_bench_rows") as made:
        path = made.folder / f"products.{suffix}"
        generate(path, count)
        where = f"{made.kind}:{made.folder}:{made.name}:{path}:{count}"
        done = subprocess.run(
            [sys.executable, __file__, "--in", where], check=True, stdout=subprocess.PIPE
        )
        idle, checked, most, imported, peak = json.loads(done.stdout.splitlines()[-1])
        size = path.stat().st_size / 2**20
    print(
        f"{kind}: {count:,} rows of {suffix.upper()} ({size:.0f} MiB) checked in {checked:.1f} s "
        f"with {most:.0f} MiB, imported in {imported:.1f} s with {peak:.0f} MiB "
        f"(goal {GOAL_MB}; {idle:.0f} before)",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--db", action="append", choices=["sqlite", "postgresql"])
    parser.add_argument("--kind", action="append", choices=SUFFIXES, help="of file")
    parser.add_argument("--in", dest="into", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.into:
        kind, folder, name, path, count = chosen.into.split(":")
        import_here(Place(kind, Path(folder), name), Path(path), int(count))
        return
    for kind in chosen.db or ["sqlite", "postgresql"]:
        for suffix in chosen.kind or SUFFIXES:
            measure(kind, suffix, chosen.rows)


if __name__ == "__main__":
    main()
