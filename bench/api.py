"""Pushes a thousand orders in each call, beside a bare insert of the rows that the call makes.

The reference inserts the very same rows (orders, lines, payments, audit entries) in one transaction
with executemany: it reads no JSON, knows no token, and checks, sums and looks up nothing.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import structlog
from data import Place, place

from core import clock
from core.api_token import services as tokens
from core.db import db, engine_for
from core.testing import make_user

URL = "/api/v1/orders/intake/orders"
CALLS, ORDERS, LINES = 20, 1_000, 4
STORE = {"store": "mall", "channel": "mall", "channel_kind": "wechat_mall"}
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = ("orders_order", "orders_order_line", "orders_order_payment", "core_history")


def batch(call: int) -> dict[str, Any]:
    """Invent the orders of one call: the same products, suppliers and buyers each time."""
    return {"store": STORE, "orders": [order(call, number) for number in range(ORDERS)]}


def order(call: int, number: int) -> dict[str, Any]:
    placed = BEGUN + timedelta(minutes=call * ORDERS + number)
    prices = [Decimal(500 + (number * 7 + line) % 9_000) / 100 for line in range(LINES)]
    return {
        "number": f"N{call:04}-{number:04}",
        "buyer": {"code": f"B{number % 500}", "name": f"买家{number % 500}"},
        "state": "paid",
        "placed_at": placed.isoformat(),
        "paid_at": placed.isoformat(),
        "lines": [
            {
                "position": line + 1,
                "product": {"code": f"P{(number + line) % 200}", "title": "Product"},
                "supplier": {"code": f"S{(number + line) % 50}", "name": "Works"},
                "quantity": "1",
                "price": str(price),
            }
            for line, price in enumerate(prices)
        ],
        "payments": [{"tender": "wechat", "amount": str(sum(prices))}],
    }


def ours(made: Place, calls: int) -> list[float]:
    """Return the milliseconds of each call; the first one, which opens the store, is left out."""
    app = made.app()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with app.app_context():
        user = make_user(db.session(), "*", name="Mall")
        _token, secret = tokens.issue(
            db.session(),
            name="mall",
            scopes={"orders.order.import"},
            days=1,
            by=user,
            now=clock.now(),
        )
        db.session.commit()
    client, taken = app.test_client(), []
    for call in range(calls + 1):
        body = batch(call)
        start = time.perf_counter()
        answer = client.post(URL, json=body, headers={"Authorization": f"Bearer {secret}"})
        taken.append((time.perf_counter() - start) * 1_000)
        assert answer.status_code == 200, answer.text
        assert answer.json["added"] == ORDERS, answer.json
    return taken[1:]


def by_hand(made: Place, calls: int) -> list[float]:
    """Take the rows of the last calls out again, and insert those of one call at a time."""
    engine, taken = engine_for(made.url), []
    tables = sa.MetaData()
    tables.reflect(engine, only=TABLES)
    orders = tables.tables["orders_order"]
    with engine.connect() as connection:
        keys = list(connection.scalars(sa.select(orders.c.id).order_by(orders.c.id)))
    for call in range(1, calls + 1):
        its = keys[call * ORDERS : (call + 1) * ORDERS]
        rows = {name: _rows(engine, tables.tables[name], its) for name in TABLES}
        with engine.begin() as connection:
            for name in reversed(TABLES[:3]):
                connection.execute(_of(sa.delete(tables.tables[name]), tables.tables[name], its))
        for one in rows["core_history"]:
            del one["id"]
        start = time.perf_counter()
        with engine.begin() as connection:
            for name in TABLES:
                connection.execute(sa.insert(tables.tables[name]), rows[name])
        taken.append((time.perf_counter() - start) * 1_000)
    return taken


def _of(statement: Any, table: sa.Table, keys: list[int]) -> Any:
    column = {"orders_order": "id", "core_history": "record_id"}.get(table.name, "order_id")
    wanted = statement.where(table.c[column].between(keys[0], keys[-1]))
    return wanted.where(table.c.model == TABLES[0]) if table.name == "core_history" else wanted


def _rows(engine: sa.Engine, table: sa.Table, keys: list[int]) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [
            dict(row) for row in connection.execute(_of(sa.select(table), table, keys)).mappings()
        ]


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--db", action="append", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    for kind in chosen.db or ["sqlite", "postgresql"]:
        with place(kind, "bumen_bench_api") as made:
            mine = p95(ours(made, chosen.calls))
            hand = p95(by_hand(made, chosen.calls))
            print(
                f"{kind}: {ORDERS:,} orders in a call, p95 {mine:.0f} ms, the same rows inserted "
                f"by hand p95 {hand:.0f} ms, ratio {mine / hand:.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
