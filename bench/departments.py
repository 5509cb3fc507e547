"""Shows pages of a hundred thousand products, customers and pieces of equipment, beside bare Flask.

As ``bench/listing.py`` does for orders: the same rows and columns, over HTTP, whole pages and the
part that browsers with scripts ask for.  The reference is the one query that tells as much.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from urllib.parse import quote

import sqlalchemy as sa
from data import NAME, NUMBERS, PAIRS, Place, place
from listing import BARE, BUMEN, GOAL, PART, Question, cookie, measure, vacuum
from served import Site, started

from core.db import db
from core.figures import COUNTED
from core.list_query import PER_PAGE

SEARCHES = (
    ("王", "王*", "王:*"),
    ("王磊", "王磊", "王磊"),
    ("王磊敏", '"王磊 磊敏"', "王磊 <-> 磊敏"),
)
NUMBER = 1_500
WHO = " || ".join(NAME)


@dataclass(frozen=True)
class Subject:
    """A list, and the same as SQL.

    :param columns: the key, then what the list shows.
    :param source: the tables; the rows are those of ``o``.
    :param code: the column that the list is sorted by, which begins with a letter.
    :param sort: another one that people sort by, and its name in addresses.
    :param total: the column that ours adds up, if it adds up any.
    :param choice: a filter in addresses and in SQL.
    :param fits: what makes a row one of the list.
    """

    name: str
    url: str
    table: str
    columns: str
    source: str
    code: str
    sort: tuple[str, str]
    choice: tuple[str, str]
    fits: str = "true"
    total: str = ""

    def questions(self, kind: str) -> list[Question]:
        """Return what is asked."""
        usual = f"o.{self.code}, o.id"
        asked = [
            Question("first page", "", order=usual),
            Question(
                "page by its number",
                f"?at={NUMBER}",
                order=usual,
                offset=(NUMBER - 1) * PER_PAGE,
            ),
            Question("filtered", f"?{self.choice[0]}", self.choice[1], usual),
            Question("sorted", f"?sort={self.sort[0]}", order=f"o.{self.sort[1]}, o.id"),
        ]
        for typed, sqlite, postgresql in SEARCHES:
            found = (
                f"o.id IN (SELECT rowid FROM {self.table}_search WHERE {self.table}_search "
                f"MATCH '{sqlite}')"
                if kind == "sqlite"
                else "to_tsvector('simple', o.search_tokens) "
                f"@@ to_tsquery('simple', '{postgresql}')"
            )
            asked.append(Question(f"search {typed}", f"?q={quote(typed)}", found, usual))
        return asked

    def statement(self, question: Question) -> str:
        """Return the one query of the reference, which also counts and adds up."""
        where = f"WHERE {self.fits} AND {question.where}"
        few = f"FROM {self.table} o {where} LIMIT {COUNTED + 1}"
        count = f"(SELECT count(*) FROM (SELECT o.id {few}) c)"
        if self.total:
            count += f", (SELECT sum({self.total}) FROM (SELECT o.{self.total} {few}) c)"
        return (
            f"SELECT {self.columns}, {count} FROM {self.source} {where} "
            f"ORDER BY {question.order} LIMIT {PER_PAGE + 1} OFFSET {question.offset}"
        )


SUBJECTS = (
    Subject(
        "products",
        "/catalog/product/",
        "catalog_product",
        "o.id, o.code, o.title, o.options, f.title, o.category, o.barcode, o.price, o.is_listed",
        "catalog_product o LEFT JOIN catalog_family f ON f.id = o.family_id",
        "code",
        ("-title", "title DESC"),
        ("is_listed=False", "NOT o.is_listed"),
    ),
    Subject(
        "customers",
        "/service/customer/",
        "core_party",
        "o.id, o.code, o.name, o.region, o.city, c.source, c.known_at, o.is_active",
        "core_party o LEFT JOIN service_customer c ON c.party_id = o.id",
        "code",
        ("name", "name"),
        ("is_active=False", "NOT o.is_active"),
        "o.is_customer AND NOT EXISTS (SELECT 1 FROM service_customer m "
        "WHERE m.party_id = o.id AND m.is_merged)",
    ),
    Subject(
        "equipment",
        "/it_assets/asset/",
        "it_assets_asset",
        "o.id, o.tag, o.name, m.name, c.name, o.serial, p.name, o.holder_name, o.purchased_on, "
        "o.warranty_until, o.cost, o.state",
        "it_assets_asset o JOIN it_assets_model m ON m.id = o.model_id JOIN it_assets_category c "
        "ON c.id = o.category_id LEFT JOIN it_assets_place p ON p.id = o.place_id",
        "tag",
        ("-cost", "cost DESC"),
        ("state=in_repair", "o.state = 'in_repair'"),
        total="cost",
    ),
)


def fill(made: Place, count: int) -> None:
    """Fill the tables by SQL alone; every twentieth is named 王, every fiftieth fits a filter."""
    false, true = ("0", "1") if made.kind == "sqlite" else ("false", "true")
    rare = "(i % 50 <> 0)" if made.kind == "postgresql" else "i % 50 <> 0"
    with made.app().app_context(), db.engine.begin() as connection:
        for statement in (
            "INSERT INTO catalog_product (code, title, options, category, barcode, price, "
            f"is_listed, search_tokens) SELECT 'C' || (1000000 + i), {WHO} || ' ' || i, '', "
            f"'K' || i % 40, '69' || i, 990 + i % 9000, {rare}, 'c' || (1000000 + i) || ' ' || "
            f"{PAIRS} FROM n",
            "INSERT INTO core_party (code, name, is_company, is_supplier, is_customer, is_partner, "
            "is_vendor, is_active, country, region, city, note, search_tokens) SELECT 'K' || "
            f"(1000000 + i), {WHO}, {false}, {false}, {true}, {false}, {false}, {rare}, '', '', "
            f"'', '', 'k' || (1000000 + i) || ' ' || {PAIRS} FROM n",
            "INSERT INTO it_assets_category (name, method, months, residual_rate, terms) "
            "SELECT 'Laptop', 'straight_line', 36, 50000, '' FROM n WHERE i = 1",
            "INSERT INTO it_assets_model (name, manufacturer, number, category_id, note, "
            "search_tokens) SELECT 'Model ' || i, '', 'M' || i, 1, '', 'm' || i FROM n "
            "WHERE i <= 40",
            "INSERT INTO it_assets_asset (tag, name, model_id, category_id, serial, order_number, "
            "cost, currency, method, months, residual_rate, planned_units, state, holder_name, "
            f"note, search_tokens) SELECT 'A' || (1000000 + i), {WHO}, i % 40 + 1, 1, 'SN' || i, "
            "'', 400000 + i % 9000, 'CNY', 'straight_line', 36, 50000, 0, CASE WHEN i % 50 = 0 "
            "THEN 'in_repair' ELSE 'in_stock' END, '', '', 'a' || (1000000 + i) || ' ' || "
            f"{PAIRS} FROM n",
            "INSERT INTO service_customer (party_id, head_id, source, known_at) "
            "SELECT id, id, 'bench', '2018-01-01 00:00:00.000000' FROM core_party, n "
            "WHERE is_customer AND i = 1",
        ):
            connection.execute(sa.text(NUMBERS + statement), {"count": count})
    with made.app().app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def compare(made: Place) -> None:
    """Print the times of every page."""
    mine = cookie(made.app())
    worst: list[float] = []
    with (
        started(made, lambda port: [str(BUMEN), "serve", "--port", str(port)]) as bumen,
        started(made, lambda port: [sys.executable, "-c", BARE.format(made.url, port)]) as bare,
    ):
        bumen.cookie = mine
        for subject in SUBJECTS:
            for question in subject.questions(made.kind):
                worst.append(compare_page(made.kind, subject, question, bumen, bare))
    print(f"{made.kind}: the largest ratio of parts is {max(worst):.2f} (goal {GOAL})")


def compare_page(kind: str, subject: Subject, question: Question, bumen: Site, bare: Site) -> float:
    """Print the times of one page; return how many times longer a part of ours takes."""
    asked = quote(subject.statement(question))

    def ours(**part: str) -> str:
        return bumen.get(subject.url + question.args, **{"Accept-Language": "en"}, **part)

    def theirs() -> str:
        return bare.get("/", Asked=asked, Plain="1")

    first = theirs().partition('<a href="/order/')[2].partition(">")[2].partition("<")[0]
    assert first, asked
    assert all(f">{first}<" in page for page in (ours(), ours(**PART))), first
    whole, part, hand = measure([ours, lambda: ours(**PART), theirs])
    print(
        f"{kind}: {subject.name}, {question.name}: {whole:.1f} ms, its part {part:.1f} ms, "
        f"bare and telling as much {hand:.1f} ms, ratios {whole / hand:.2f} and "
        f"{part / hand:.2f} (goal {GOAL})",
        flush=True,
    )
    return part / hand


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--db", action="append", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    for kind in chosen.db or ["sqlite", "postgresql"]:
        with place(kind, "bumen_bench_departments") as made:
            fill(made, chosen.rows)
            vacuum(made)
            compare(made)


if __name__ == "__main__":
    main()
