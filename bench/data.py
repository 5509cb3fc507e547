"""The data of the benchmarks: databases of their own, filled by SQL alone."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from core import migrate
from core.app import create_app
from core.config import Settings
from core.db import db, dispose
from core.role import services as roles

SERVER = os.environ.get(
    "BUMEN_BENCH_POSTGRESQL_URL", "postgresql+psycopg://postgres@127.0.0.1/postgres"
)
SECRET = "only for benchmarks"
LINES_PER_ORDER = 4
SUPPLIERS = 3_000
PRODUCTS = 5_000
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
# Every order is signed for on one of 20 days, so that all lines fall due in February 2018.
DAY = {
    "sqlite": "date('2018-01-25', (i % 20) || ' days')",
    "postgresql": "date '2018-01-25' + (i % 20)::integer",
}
MOMENT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', 1514764800 + i * 30, 'unixepoch') || '.000000'",
    "postgresql": "to_timestamp(1514764800 + i * 30)",
}


# A hundred thousand buyers; every twentieth is called 王.
PERSON = "i % 100000"
NAME = (
    f"substr('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗', ({PERSON}) % 20 + 1, 1)",
    *(
        "substr('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉文建国红亮"
        f"志海龙雪梅兰竹菊春夏秋冬东南西北山川江河', ({PERSON}) / {part} % 50 + 1, 1)"
        for part in (20, 1000)
    ),
)
PAIRS = f"{NAME[0]} || {NAME[1]} || ' ' || {NAME[1]} || {NAME[2]} || ' ' || {NAME[2]}"


@dataclass(frozen=True)
class Place:
    """A database of one kind that a benchmark may use and copy."""

    kind: str
    folder: Path
    name: str

    @property
    def url(self) -> str:
        """The address of the database."""
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / self.name}.db"
        return sa.make_url(SERVER).set(database=self.name).render_as_string(hide_password=False)

    def copy(self, name: str) -> Place:
        """Return an equal database."""
        dispose(self.url)
        other = Place(self.kind, self.folder, name)
        if self.kind == "sqlite":
            shutil.copy(self.folder / f"{self.name}.db", self.folder / f"{name}.db")
        else:
            _administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            _administer(f"CREATE DATABASE {name} TEMPLATE {self.name}")
        return other

    def app(self) -> Flask:
        """Return an app on the database."""
        return create_app(
            Settings(
                database_url=self.url,
                data_dir=self.folder / "data",
                secret_key=SECRET,
                embedded_worker=False,
                language="en",
            )
        )


def _administer(statement: str) -> None:
    engine = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@contextmanager
def place(kind: str, name: str) -> Iterator[Place]:
    """Give a migrated, empty database; it and its copies are dropped afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        made = Place(kind, Path(folder), name)
        if kind == "postgresql":
            _administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            _administer(f"CREATE DATABASE {name}")
        app = made.app()
        with app.app_context():
            migrate.upgrade(db.engine, migrate.streams())
            roles.sync_roles(db.session(), app.extensions["bumen.manifests"])
            db.session.commit()
        try:
            yield made
        finally:
            dispose(made.url)
            if kind == "postgresql":
                for one in (name, f"{name}_reference"):
                    _administer(f"DROP DATABASE IF EXISTS {one} WITH (FORCE)")


def fill(made: Place, *, orders: int, lines_per_order: int = LINES_PER_ORDER) -> None:
    """Fill the ledger: orders of one store, their lines, products and suppliers."""
    app = made.app()
    with app.app_context(), db.engine.begin() as connection:
        for statement, count in _statements(made.kind, lines_per_order):
            rows = {"orders": orders, "lines": orders * lines_per_order}.get(count, count)
            connection.execute(sa.text(statement), {"count": rows} if ":count" in statement else {})
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def _statements(kind: str, lines_per_order: int) -> list[tuple[str, str | int]]:
    false = "0" if kind == "sqlite" else "false"
    true = "1" if kind == "sqlite" else "true"
    return [
        (
            NUMBERS + "INSERT INTO core_party (code, name, is_company, is_supplier, is_customer, "
            "is_partner, is_vendor, is_active, country, region, city, note, search_tokens, "
            f"version_id) SELECT 'S' || i, 'Supplier ' || i, {true}, {true}, {false}, {false}, "
            f"{false}, {true}, '', '', '', '', 's' || i, 1 FROM n",
            SUPPLIERS,
        ),
        (
            NUMBERS + "INSERT INTO orders_product (code, title, category, search_tokens) "
            "SELECT 'P' || i, 'Product ' || i, 'Category ' || (i % 40), 'p' || i FROM n",
            PRODUCTS,
        ),
        (
            "INSERT INTO orders_channel (code, name, kind, version_id) "
            "VALUES ('bench', 'Bench', 'b2c', 1)",
            0,
        ),
        (
            "INSERT INTO orders_channel_store (channel_id, code, name, is_active, version_id) "
            f"VALUES (1, 'bench', 'Bench', {true}, 1)",
            0,
        ),
        (
            NUMBERS + "INSERT INTO orders_order (store_id, number, buyer_code, buyer_name, state, "
            "placed_at, paid_at, shipped_at, delivered_at, placed_on, paid_on, signed_on, "
            "currency, line_count, goods, freight, discount, total, paid, refunded, differs, "
            f"version, content_hash, search_tokens) SELECT 1, 'N' || i, 'B' || ({PERSON}), "
            f"{' || '.join(NAME)}, CASE WHEN i % 25 = 0 THEN 'closed' ELSE 'delivered' END, "
            f"{MOMENT[kind]}, {MOMENT[kind]}, {MOMENT[kind]}, {MOMENT[kind]}, {DAY[kind]}, "
            f"{DAY[kind]}, {DAY[kind]}, 'CNY', {lines_per_order}, 4000 + i % 9000, 400, 0, "
            f"4400 + i % 9000, 4400 + i % 9000, 0, {false}, 1, 'h' || i, "
            f"'n' || i || ' buyer ' || ({PERSON}) || ' ' || {PAIRS} FROM n",
            "orders",
        ),
        (
            NUMBERS + "INSERT INTO orders_order_line (order_id, position, product_id, "
            "supplier_id, quantity, price, freight, seller_discount, platform_discount, "
            "refunded_quantity, refunded_price, refunded_freight, is_withdrawn) SELECT "
            f"(i - 1) / {lines_per_order} + 1, (i - 1) % {lines_per_order} + 1, "
            f"i % {PRODUCTS} + 1, i % {SUPPLIERS} + 1, 1000, 1000 + i % 2250, 100, 0, 0, 0, 0, 0, "
            f"{false} FROM n",
            "lines",
        ),
    ]
