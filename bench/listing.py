"""Shows pages of a list of a million orders, beside bare Flask with one query and a table.

Both answer the same questions with the same rows and the same ten columns, over HTTP: Bumen as
``bumen serve`` serves it, the reference (``bench/bare.py``) as it would.  It seeks its deep page
by the key too.  Whoever searches, filters, sorts or turns the page of a list in a browser with
scripts asks only for the part that changes.

Our list tells how many rows there are, and of at most 10,000 what they add up to.  The reference
is asked twice: for the rows alone, and in the same query also for that.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from data import Place, fill, place
from flask import Flask
from served import Site, started

from core.db import db, engine_for
from core.figures import COUNTED
from core.list_query import PER_PAGE
from core.testing import make_user, open_session
from plugins.orders.ledger.models import Order
from plugins.orders.order.listing import OrderListing

GOAL = 2.0
ROUNDS, FEWEST, SECONDS = 200, 10, 8
BUMEN = Path(sys.executable).with_name("bumen")
URL = "/orders/order/"
BARE = "import bare; bare.serve({!r}, {})"
PART = {"HX-Request": "true", "HX-Target": "div#results"}  # what htmx says when it asks
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
# What is typed, what each database is asked for, and how the reference had better ask PostgreSQL.
SEARCHES = (
    ("n77777", "n77777*", "n77777:*", GATHERED),
    ("buyer 77", "buyer* 77*", "buyer:* & 77:*", SEARCH),
    ("王", "王*", "王:*", SEARCH),
    ("王磊", "王磊", "王磊", GATHERED),
    ("王磊敏", '"王磊 磊敏"', "王磊 <-> 磊敏", GATHERED),
)
NUMBER = 18_000  # of a page far down


@dataclass(frozen=True)
class Question:
    """What is asked of the list: our arguments, and the same as SQL for the reference."""

    name: str
    args: str
    where: str = "true"
    order: str = "o.placed_at DESC, o.id DESC"
    offset: int = 0


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
        Question("page by its number", f"?at={NUMBER}", offset=(NUMBER - 1) * PER_PAGE),
        Question("filtered by state", "?state=closed", "o.state = 'closed'"),
        Question(
            "filtered by day",
            "?placed_from=2018-02-01&placed_to=2018-02-03",
            "o.placed_at >= '2018-01-31 16:00:00' AND o.placed_at < '2018-02-03 16:00:00'",
        ),
        Question("sorted by total", "?sort=-total", order="o.total DESC, o.id DESC"),
        *(
            Question(
                f"search {typed}",
                f"?q={quote(typed)}",
                how[kind].format(words=sqlite if kind == "sqlite" else postgresql),
            )
            for typed, sqlite, postgresql, how in SEARCHES
        ),
    ]


def statement(question: Question, told: str = "") -> str:
    """Return the one query of the reference."""
    return (
        f"{QUERY.format(columns=COLUMNS + told)} WHERE {question.where} "
        f"ORDER BY {question.order} LIMIT {PER_PAGE + 1} OFFSET {question.offset}"
    ).replace("\n", " ")


def figures(question: Question, page: str) -> str:
    """Return the columns that tell what our page tells of all rows."""
    chosen = (
        f"(SELECT o.total, o.paid FROM orders_order o WHERE {question.where} LIMIT {COUNTED + 1}) c"
    )
    told = ["count(*)", "sum(total)", "sum(paid)"] if "<tfoot>" in page else ["count(*)"]
    return "".join(f", (SELECT {one} FROM {chosen}) AS told{at}" for at, one in enumerate(told))


def cookie(app: Flask) -> str:
    """Return the cookie of a clerk who may do everything."""
    with app.app_context():
        user = make_user(db.session(), "*", name="Ada")
        client = app.test_client()
        open_session(client, db.session(), user)
    sent = client.get_cookie("session")
    assert sent is not None
    return f"session={sent.value}"


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
    """Return the median milliseconds of each.

    They are taken in turns, so that all meet the same noise, and in another order each time: who
    is asked after itself finds its code and rows in the caches of the processor.
    """
    taken: list[list[float]] = [[] for _answer in answers]
    shuffled, turns = random.Random(0), [*zip(taken, answers, strict=True)]
    begun = time.perf_counter()
    for number in range(ROUNDS):
        shuffled.shuffle(turns)
        for mine, answer in turns:
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
    app = made.app()
    asked, mine = questions(made.kind, deep_page(app)), cookie(app)
    with (
        started(made, lambda port: [str(BUMEN), "serve", "--port", str(port)]) as bumen,
        started(made, lambda port: [sys.executable, "-c", BARE.format(made.url, port)]) as bare,
    ):
        bumen.cookie = mine
        ratios = [compare_page(made.kind, question, bumen, bare) for question in asked]
    for name in ("pages", "parts"):
        plain, telling = map(max, zip(*(one[name] for one in ratios), strict=True))
        print(
            f"{made.kind}: the largest ratio of {name} is {plain:.2f} to bare rows, "
            f"{telling:.2f} to a reference that tells as much (goal {GOAL})"
        )


def compare_page(
    kind: str, question: Question, bumen: Site, bare: Site
) -> dict[str, tuple[float, float]]:
    """Print the times of one page.

    Return how many times longer our page and its part take than bare rows, and than a reference
    that tells as much.
    """

    def ours(**part: str) -> str:
        return bumen.get(URL + question.args, **{"Accept-Language": "en"}, **part)

    def theirs(told: str = "") -> str:
        return bare.get("/", Asked=quote(statement(question, told)))

    page = ours()
    told = figures(question, page)
    for shown in (page, ours(**PART)):
        same_rows(shown, theirs(told))
    answers = [ours, lambda: ours(**PART), theirs, lambda: theirs(told)]
    whole, part, plain, telling = measure(answers)
    ratios = {
        name: (taken / plain, taken / telling)
        for name, taken in (("pages", whole), ("parts", part))
    }
    pages, parts = ratios["pages"], ratios["parts"]
    print(
        f"{kind}: {question.name}: {whole:.1f} ms, its part {part:.1f} ms, bare rows {plain:.1f} "
        f"ms, telling as much {telling:.1f} ms, ratios of page and part {pages[0]:.2f}, "
        f"{parts[0]:.2f}, to what tells as much {pages[1]:.2f}, {parts[1]:.2f} (goal {GOAL})",
        flush=True,
    )
    return ratios


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
