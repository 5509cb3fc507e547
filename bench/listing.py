"""Shows pages of a list of a million orders, beside bare Flask with one query and a table.

Both answer the same questions with the same rows and the same ten columns.  The reference knows
neither users nor permissions, menu, languages, filters or a count; it seeks its deep page by
the key too.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
import structlog
from data import Place, fill, place
from flask import Flask, render_template
from flask.testing import FlaskClient
from jinja2 import DictLoader

from core.db import db, engine_for
from core.listing import PER_PAGE
from core.testing import make_user, open_session
from plugins.orders.ledger.models import Order
from plugins.orders.order.listing import OrderListing

GOAL = 2.0
ROUNDS, FEWEST, SECONDS = 300, 10, 20
URL = "/orders/order/"
DEEP = 900_000  # how many orders lie before the deep page
COLUMNS = """o.id, o.number, s.name AS store, o.placed_at, o.buyer_name, o.line_count, o.total,
o.paid, o.signed_on, o.state, o.differs"""
QUERY = "SELECT {columns} FROM orders_order o JOIN orders_channel_store s ON s.id = o.store_id"
SEARCH = {
    "sqlite": "o.id IN (SELECT rowid FROM orders_order_search WHERE orders_order_search "
    "MATCH '{words}')",
    "postgresql": "to_tsvector('simple', o.search_tokens) @@ to_tsquery('simple', '{words}')",
}
GATHERED = {
    "sqlite": SEARCH["sqlite"],
    "postgresql": "o.id = ANY (ARRAY(SELECT id FROM orders_order "
    "WHERE to_tsvector('simple', search_tokens) @@ to_tsquery('simple', '{words}')))",
}
RARE = {"sqlite": "n77777*", "postgresql": "n77777:*"}
COMMON = {"sqlite": "buyer* 77*", "postgresql": "buyer:* & 77:*"}
TABLE = """<!doctype html><html lang="en"><head><title>Orders</title></head><body><h1>Orders</h1>
<table><thead><tr>{% for title in titles %}<th>{{ title }}</th>{% endfor %}</tr></thead><tbody>
{% for row in rows %}<tr><td><a href="{{ url_for('order', key=row.id) }}">{{ row.number }}</a></td>
<td>{{ row.store }}</td><td>{{ row.placed_at|moment }}</td><td>{{ row.buyer_name }}</td>
<td>{{ row.line_count }}</td><td>{{ row.total|money }}</td><td>{{ row.paid|money }}</td>
<td>{{ row.signed_on }}</td><td>{{ row.state }}</td>
<td>{% if row.differs %}Paid another sum{% endif %}</td></tr>{% endfor %}</tbody></table>
</body></html>"""
TITLES = ["Number", "Store", "Placed", "Buyer", "Lines", "Total", "Paid", "Signed", "State", "Note"]


@dataclass(frozen=True)
class Question:
    """What is asked of the list: our arguments, and the same as SQL for the reference."""

    name: str
    args: str
    where: str = "true"
    order: str = "o.placed_at DESC, o.id DESC"


def questions(kind: str, deep: tuple[str, str, str]) -> list[Question]:
    """Return the pages that are measured; the deep one is told as bookmark, time and key."""
    bookmark, moment, key = deep
    return [
        Question("first page", ""),
        Question(
            "deep page",
            f"?page={bookmark}",
            f"(o.placed_at, o.id) < ('{moment}', {key})",
        ),
        Question("filtered by state", "?state=closed", "o.state = 'closed'"),
        Question(
            "filtered by day",
            "?placed_from=2018-02-01&placed_to=2018-02-03",
            "o.placed_at >= '2018-01-31 16:00:00' AND o.placed_at < '2018-02-03 16:00:00'",
        ),
        Question("sorted by total", "?sort=-total", order="o.total DESC, o.id DESC"),
        Question("search, rare", "?q=n77777", GATHERED[kind].format(words=RARE[kind])),
        Question("search, 1 in 90", "?q=buyer+77", SEARCH[kind].format(words=COMMON[kind])),
    ]


def bare(url: str) -> Flask:
    """Return the reference: a Flask app with one view."""
    app, engine = Flask("bare"), engine_for(url)
    app.jinja_env.loader = DictLoader({"table.html": TABLE})
    app.jinja_env.filters["money"] = lambda value: f"{Decimal(value).scaleb(-2):,.2f}"
    app.jinja_env.filters["moment"] = lambda value: str(value)[:16]
    app.add_url_rule("/order/<int:key>", "order", str)

    @app.get("/")
    def index() -> str:
        with engine.connect() as connection:
            rows = connection.execute(app.config["asked"]).all()
        return render_template("table.html", rows=rows, titles=TITLES)

    return app


def statement(question: Question) -> sa.TextClause:
    """Return the one query of the reference; a colon in it is only a colon."""
    text = (
        f"{QUERY.format(columns=COLUMNS)} WHERE {question.where} ORDER BY {question.order} LIMIT 51"
    )
    return sa.text(text.replace(":", r"\:"))


def signed_in(app: Flask) -> FlaskClient:
    """Return the browser of a clerk who may do everything."""
    with app.app_context():
        user = make_user(db.session(), "*", name="Ada")
        client = app.test_client()
        open_session(client, db.session(), user)
    return client


def deep_page(app: Flask) -> tuple[str, str, str]:
    """Return the bookmark of a page far down, with the time and key of the row before it."""
    before = (
        sa.select(Order.placed_at, Order.id)
        .order_by(Order.placed_at.desc(), Order.id.desc())
        .offset(DEEP)
        .limit(1)
    )
    with app.app_context():
        moment, key = db.session.execute(before).one()
        mark = OrderListing().sorting({}).mark_behind((moment, key))
    return quote(mark), f"{moment:%Y-%m-%d %H:%M:%S.%f}", str(key)


def measure(answers: list[Callable[[], Any]]) -> list[float]:
    """Return the median milliseconds of each, taken in turns so that all meet the same noise."""
    taken: list[list[float]] = [[] for _answer in answers]
    begun = time.perf_counter()
    for number in range(ROUNDS):
        for mine, answer in zip(taken, answers, strict=True):
            start = time.perf_counter()
            answer()
            mine.append((time.perf_counter() - start) * 1_000)
        if number >= FEWEST and time.perf_counter() - begun > SECONDS:
            break
    return [statistics.median(one) for one in taken]


def same_rows(ours: str, theirs: str) -> None:
    """Refuse to compare pages that show different orders."""
    shown = [re.findall(r">(N\d+)</a>", page) for page in (ours, theirs)]
    assert shown[0] == shown[1][:PER_PAGE], shown
    assert shown[0], "The page shows no order."


def vacuum(made: Place) -> None:
    """Do at once what the server would do within some minutes."""
    if made.kind == "postgresql":
        with engine_for(made.url).connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text("VACUUM"))


def compare(made: Place) -> None:
    """Print the times of every page."""
    app, reference = made.app(), bare(made.url)
    # One line a request would be written between the figures.
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    client, other = signed_in(app), reference.test_client()
    worst = 0.0
    for question in questions(made.kind, deep_page(app)):
        reference.config["asked"] = statement(question)

        def ours(url: str = URL + question.args) -> str:
            answer = client.get(url, headers={"Accept-Language": "en"})
            assert answer.status_code == 200, answer.text
            return answer.text

        def theirs() -> str:
            return other.get("/").text

        same_rows(ours(), theirs())
        mine, hand = measure([ours, theirs])
        worst = max(worst, mine / hand)
        print(
            f"{made.kind}: {question.name}: {mine:.1f} ms, bare {hand:.1f} ms, "
            f"ratio {mine / hand:.2f} (goal {GOAL})",
            flush=True,
        )
    print(f"{made.kind}: the largest ratio is {worst:.2f} (goal {GOAL})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--db", action="append", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    for kind in chosen.db or ["sqlite", "postgresql"]:
        with place(kind, "bumen_bench_listing") as made:
            fill(made, orders=chosen.orders, lines_per_order=1)
            vacuum(made)
            compare(made)


if __name__ == "__main__":
    main()
