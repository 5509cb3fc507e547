"""Follows short links and credits 100,000 orders, each beside the least that could do it.

- A link is followed: found, told apart from robots, its visitor counted once a day, the hit
  recorded, answered by 302.  The reference is bare Flask: one row, one redirect.
- Orders are credited to the touches before them by all six models, whole to the cent.  The
  reference is a plain loop in floats that writes as many rows to the same tables.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from data import NUMBERS, Place, fill, place
from flask import Flask, redirect
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from core.db import db, engine_for
from core.user import services as users
from plugins.marketing.attribution import services

CHANNELS, BUYERS, TOUCHES = 6, 25_000, 4
BATCHES, FOLLOWED = 20, 100
TODAY = date(2018, 3, 1)
LOOK_BACK, WEEK = timedelta(days=30), timedelta(days=7)
# Touches come every eight days from 20 days before the first order on, at any time of the day.
TOUCHED = f"1513036800 + (i % {TOUCHES}) * 691200 + (i * 7919) % 86400"
MOMENT = {
    "sqlite": f"strftime('%Y-%m-%d %H:%M:%S', {TOUCHED}, 'unixepoch') || '.000000'",
    "postgresql": f"to_timestamp({TOUCHED})",
}
BARE = "CREATE TABLE bench_hit (id INTEGER PRIMARY KEY {auto}, link INTEGER, at VARCHAR(40))"
AUTO = {"sqlite": "", "postgresql": "GENERATED ALWAYS AS IDENTITY"}
TOLD = "SELECT party_id, touched_at, channel_id FROM marketing_touch ORDER BY touched_at"
ORDERS = """SELECT o.id, o.number, o.buyer_id, o.placed_at, o.placed_on, o.total - o.refunded
FROM orders_order o WHERE o.state NOT IN ('placed', 'cancelled')"""
ATTRIBUTION = sa.text(
    "INSERT INTO marketing_attribution (id, source, source_id, reference, party_id, placed_at, "
    "placed_on, currency, revenue, is_first) VALUES (:id, 'orders.order', :id, :reference, :buyer, "
    ":at, :on, 'CNY', :revenue, :first)"
)
CREDIT = sa.text(
    "INSERT INTO marketing_attribution_credit (attribution_id, model, channel_id, credit, revenue) "
    "VALUES (:id, :model, :channel, :credit, :revenue)"
)
AGREED = """SELECT model, count(*), count(DISTINCT attribution_id)
FROM marketing_attribution_credit GROUP BY model ORDER BY model"""


def prepare(made: Place, orders: int) -> None:
    """Fill the ledger; buyers, channels, a link and touches besides."""
    fill(made, orders=orders)
    with made.app().app_context():
        by = users.system_user(db.session()).id
        db.session.commit()
        true = "1" if made.kind == "sqlite" else "true"
        buyer = "(SELECT min(id) FROM core_party WHERE is_customer) + "
        for count, statement in (
            (BUYERS, "core_party (code, name, is_company, is_supplier, is_customer, is_partner, "
             "is_vendor, is_active, country, region, city, note, search_tokens, version_id) SELECT "
             f"'C' || i, 'Buyer ' || i, NOT {true}, NOT {true}, {true}, NOT {true}, NOT {true}, "
             f"{true}, '', '', '', '', '', 1 FROM n"),
            (CHANNELS, "marketing_channel (code, name, name_key, kind, is_active, search_tokens, "
             "version_id) SELECT 'c' || i, 'C' || i, 'c' || i, CASE i WHEN 1 THEN 'direct' "
             f"ELSE 'social' END, {true}, '', 1 FROM n"),
            (1, "marketing_link (code, title, channel_id, target, host, address, is_active, "
             "created_by_id, created_at, search_tokens, version_id) SELECT 'bench', 'Bench', 2, "
             f"'https://example.com/', 'example.com', 'https://example.com/?u=c2', {true}, "
             f"{by}, '2018-01-01 00:00:00', '', 1 FROM n"),
            (BUYERS * TOUCHES, "marketing_touch (party_id, channel_id, kind, touched_at) SELECT "
             f"{buyer} i / {TOUCHES} % {BUYERS}, (i * 31) % {CHANNELS} + 1, 'click', "
             f"{MOMENT[made.kind]} FROM n"),
        ):  # fmt: skip
            db.session.execute(sa.text(f"{NUMBERS} INSERT INTO {statement}"), {"count": count})
        db.session.execute(sa.text(f"UPDATE orders_order SET buyer_id = {buyer} id % {BUYERS}"))
        db.session.execute(sa.text(BARE.format(auto=AUTO[made.kind])))
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()


def bare(url: str) -> Flask:
    app, engine = Flask("bare"), engine_for(url)
    insert = sa.text("INSERT INTO bench_hit (link, at) VALUES (1, :at)")

    @app.get("/<code>")
    def follow(code: str) -> Response:
        with engine.begin() as connection:
            connection.execute(insert, {"at": datetime.now(UTC).isoformat()})
        return redirect(f"https://example.com/?code={code}", 302)

    return app


def followed(client: FlaskClient, path: str, visitors: Iterator[int]) -> float:
    """Return the milliseconds of one answer, in a batch of which each is another visitor."""
    start = time.perf_counter()
    for _place in range(FOLLOWED):
        agent = {"User-Agent": f"Mozilla/5.0 visitor {next(visitors)}"}
        assert client.get(path, headers=agent).status_code == 302
    return (time.perf_counter() - start) * 1_000 / FOLLOWED


def links(made: Place) -> tuple[float, float]:
    """Return the milliseconds of a link and of the reference, measured by turns."""
    ours, hand = made.app().test_client(), bare(made.url).test_client()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    visitors = iter(range(10**9))
    taken = [
        (followed(ours, "/marketing/go/bench", visitors), followed(hand, "/bench", visitors))
        for _batch in range(BATCHES + 1)
    ][1:]
    return statistics.median(one for one, _ in taken), statistics.median(one for _, one in taken)


def credit(made: Place) -> tuple[float, list[Any]]:
    """Credit the orders as the nightly job does; tell what both must agree on."""
    with made.app().app_context():
        start = time.perf_counter()
        services.refresh(db.session(), today=TODAY)
        db.session.commit()
        taken = time.perf_counter() - start
        return taken, db.session.execute(sa.text(AGREED)).all()


def weighed(ages: list[timedelta], direct: list[bool]) -> dict[str, list[float]]:
    """Return what each touch weighs in each model, by floats."""
    count = len(ages)
    known = [place for place, one in enumerate(direct) if not one] or [count - 1]
    only = {"last": count - 1, "last_non_direct": known[-1], "first": 0}
    return {name: [float(at == place) for at in range(count)] for name, place in only.items()} | {
        "linear": [1.0] * count,
        "position": [0.4, *[0.2 / max(count - 2, 1)] * (count - 2), 0.4][:count],
        "time_decay": [0.5 ** (age / WEEK) for age in ages],
    }


def by_hand(made: Place) -> tuple[float, list[Any]]:
    with made.app().app_context(), db.engine.begin() as connection:
        start = time.perf_counter()
        touches: dict[int, list[Any]] = defaultdict(list)
        typed = sa.text(TOLD).columns(touched_at=sa.DateTime())
        for party, at, channel in connection.execute(typed):
            touches[party].append((at, channel))
        orders, credits, bought = [], [], set()
        sold = sa.text(ORDERS).columns(placed_at=sa.DateTime())
        for key, number, buyer, at, on, total in connection.execute(sold):
            if not (its := [one for one in touches[buyer] if at - LOOK_BACK <= one[0] <= at]):
                continue
            orders.append({"id": key, "reference": number, "buyer": buyer, "at": at, "on": on,
                           "revenue": total, "first": buyer not in bought})  # fmt: skip
            bought.add(buyer)
            parts = weighed([at - one[0] for one in its], [one[1] == 1 for one in its])
            for model, weights in parts.items():
                owed: dict[int, float] = defaultdict(float)
                for (_at, channel), weight in zip(its, weights, strict=True):
                    owed[channel] += weight / sum(weights)
                credits += [
                    {"id": key, "model": model, "channel": channel, "credit": round(part * 10**6),
                     "revenue": round(part * total)}
                    for channel, part in owed.items() if part
                ]  # fmt: skip
        connection.execute(ATTRIBUTION, orders)
        connection.execute(CREDIT, credits)
    taken = time.perf_counter() - start
    with made.app().app_context():
        return taken, db.session.execute(sa.text(AGREED)).all()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--db", action="append", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    for kind in chosen.db or ["sqlite", "postgresql"]:
        with place(kind, "bumen_bench_marketing") as made:
            prepare(made, chosen.orders)
            ours, hand = links(made)
            print(f"{kind}: a link in {ours:.2f} ms, bare {hand:.2f} ms, ratio {ours / hand:.2f}")
            hand, expected = by_hand(made.copy("bumen_bench_marketing_reference"))
            ours, found = credit(made)
            assert found == expected, (found, expected)
            credits = sum(row[1] for row in found)
            print(
                f"{kind}: {found[0][2]:,} orders, {credits:,} credits by {len(found)} models in "
                f"{ours:.1f} s, a plain loop {hand:.1f} s, ratio {ours / hand:.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
