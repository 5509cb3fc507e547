"""Imports a million order lines from a file, beside loading the very same rows.

The reference reads the same file with ``csv`` and loads the rows that the import made (orders,
lines, payments, products, parties and their audit entries) into the same tables with the same
indexes, constraints and triggers: with COPY on PostgreSQL, with executemany on SQLite.  It
converts, checks, groups, sums and looks up nothing.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from data import LINES_PER_ORDER, PRODUCTS, SUPPLIERS, Place, place

from core.clock import now
from core.db import db, engine_for
from core.sources import Source
from core.unpacking import opened
from core.user import services as users
from plugins.orders.demo.rules import HEADER
from plugins.orders.intake.importer import importer

GOAL, GOAL_MB = 3.0, 400
PLAIN = (700, 10, 10)  # when a script looks for circles of objects, which the core does less often
BUYERS = 100_000
CHUNK = 10_000
BEGUN = datetime(2026, 1, 1)
# In the order in which their rows refer to each other.
TABLES = (
    "core_history",
    "core_party",
    "orders_channel",
    "orders_channel_store",
    "orders_product",
    "orders_order",
    "orders_order_line",
    "orders_order_payment",
)


def rows(orders: int, lines_per_order: int) -> Iterator[dict[str, Any]]:
    """Invent orders as the generic profile tells them, a row for each line."""
    dice = random.Random(1)
    for number in range(orders):
        placed = BEGUN + timedelta(seconds=number * 60)
        buyer, amounts = dice.randrange(BUYERS), [dice.randrange(500, 30_000) for _ in range(4)]
        due = sum(amounts[:lines_per_order]) + 600 * lines_per_order
        for line in range(lines_per_order):
            product, supplier = dice.randrange(PRODUCTS), dice.randrange(SUPPLIERS)
            yield {
                "订单编号": f"N{number:08}",
                "行号": line + 1,
                "店铺编码": "tmall",
                "店铺": "旗舰店",
                "渠道编码": "tmall",
                "渠道": "天猫",
                "渠道类型": "B2C",
                "订单状态": "已签收",
                "下单时间": f"{placed}",
                "付款时间": f"{placed + timedelta(minutes=5)}",
                "发货时间": f"{placed + timedelta(days=1)}",
                "签收时间": f"{placed + timedelta(days=4)}",
                "买家编码": f"B{buyer}",
                "买家": f"买家{buyer}",
                "商品编码": f"P{product}",
                "商品名称": f"商品 {product}",
                "类目": f"类目 {product % 40}",
                "供应商编码": f"S{supplier}",
                "供应商": f"供应商 {supplier}",
                "数量": 1 + number % 3,
                "金额": f"{amounts[line] / 100:.2f}",
                "运费": "6.00",
                "商家优惠": "0",
                "平台优惠": "0",
                "协议成本": f"{amounts[line] // 2 / 100:.2f}",
                "支付方式": "微信",
                "实付金额": f"{due / 100:.2f}",
            }


def generate(path: Path, lines: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEADER)
        writer.writeheader()
        writer.writerows(rows(lines // LINES_PER_ORDER, LINES_PER_ORDER))


def ours(made: Place, path: Path) -> tuple[float, float]:
    """Import in a process of its own; return its seconds and the most MiB that it held."""
    told = subprocess.run(
        [sys.executable, __file__, "--in", f"{made.kind}:{made.folder}:{made.name}:{path}"],
        check=True,
        stdout=subprocess.PIPE,
    )
    seconds, megabytes = json.loads(told.stdout.splitlines()[-1])
    return seconds, megabytes


def import_here(made: Place, path: Path) -> None:
    with made.app().app_context(), opened(path) as files:
        session = db.session()
        by = users.system_user(session)
        session.commit()
        start = time.perf_counter()
        source = Source(importer.profile("generic"), files)
        report = importer.run(session, source, by=by, now=now(), progress=lambda *_told: None)
        session.commit()
        taken = time.perf_counter() - start
        assert not report.refused, report.refused[:3]
        print(json.dumps([taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def by_hand(made: Place, empty: Place, path: Path) -> float:
    """Load the rows that the import made into an empty copy; return the seconds."""
    dumped = {name: dump(made, name, last) for name, last in last_ids(empty).items()}
    connection = engine_for(empty.url).raw_connection()
    cursor = connection.cursor()
    gc.set_threshold(*PLAIN)
    start = time.perf_counter()
    if empty.kind == "sqlite":
        cursor.execute("BEGIN IMMEDIATE")
    with path.open(encoding="utf-8", newline="") as stream:
        for _row in csv.reader(stream):
            pass
    for name, (columns, dump_path) in dumped.items():
        load(empty.kind, cursor, name, columns, dump_path)
    connection.commit()
    taken = time.perf_counter() - start
    connection.close()
    return taken


def last_ids(made: Place) -> dict[str, int]:
    """Return the last key of each table: what there was before is in the copy already."""
    with engine_for(made.url).connect() as connection:
        return {
            name: int(connection.scalar(sa.text(f"SELECT max(id) FROM {name}")) or 0)
            for name in TABLES
        }


def dump(made: Place, name: str, last: int) -> tuple[list[str], Path]:
    """Write the rows of a table with keys above one to a file."""
    path = made.folder / f"{name}.dump"
    connection = engine_for(made.url).raw_connection()
    cursor = connection.cursor()
    cursor.execute(f"SELECT * FROM {name} LIMIT 0")
    columns = [one[0] for one in cursor.description]
    new = f"SELECT * FROM {name} WHERE id > {last} ORDER BY id"
    if made.kind == "postgresql":
        with path.open("wb") as target, cursor.copy(f"COPY ({new}) TO STDOUT") as copy:
            for part in copy:
                target.write(part)
    else:
        with path.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target)
            for row in cursor.execute(new):
                writer.writerow("\0" if value is None else value for value in row)
    connection.close()
    return columns, path


def load(kind: str, cursor: Any, name: str, columns: list[str], path: Path) -> None:
    if kind == "postgresql":
        with path.open("rb") as source, cursor.copy(f"COPY {name} FROM STDIN") as copy:
            while part := source.read(1 << 16):
                copy.write(part)
        return
    marks = ", ".join("?" * len(columns))
    with path.open(encoding="utf-8", newline="") as source:
        told = ([None if one == "\0" else one for one in row] for row in csv.reader(source))
        while chunk := list(islice(told, CHUNK)):
            cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", chunk)


def counted(made: Place) -> list[int]:
    with engine_for(made.url).connect() as connection:
        return [
            int(connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) or 0) for name in TABLES
        ]


def compare(made: Place, lines: int) -> None:
    path = made.folder / "orders.csv"
    generate(path, lines)
    with made.app().app_context():
        users.system_user(db.session())
        db.session.commit()
    empty = made.copy(f"{made.name}_reference")
    taken, megabytes = ours(made, path)
    hand = by_hand(made, empty, path)
    assert counted(made) == counted(empty), (counted(made), counted(empty))
    print(
        f"{made.kind}: {lines:,} lines imported in {taken:.1f} s with {megabytes:.0f} MiB "
        f"(goal {GOAL_MB}), the same rows loaded in {hand:.1f} s, ratio {taken / hand:.2f} "
        f"(goal {GOAL})",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--db", action="append", choices=["sqlite", "postgresql"])
    parser.add_argument("--in", dest="into", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.into:
        kind, folder, name, path = chosen.into.split(":")
        import_here(Place(kind, Path(folder), name), Path(path))
        return
    for kind in chosen.db or ["sqlite", "postgresql"]:
        with place(kind, "bumen_bench_import") as made:
            compare(made, chosen.lines)


if __name__ == "__main__":
    main()
