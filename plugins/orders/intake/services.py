"""Reads what files tell of orders, whatever the size of the file.

Two shapes are understood: files joined by the order's number (orders, lines, payments, buyers,
products, suppliers), and one file with a row for each line.  The files are read twice: first for
what orders refer to and for where their rows stand, then order by order.  Rows that lie scattered
wait on the disk, so that memory holds the products and parties and never the orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from flask_babel import gettext as _

from core.reports import Count, Report, Row
from core.sources import Reader, Source
from core.spool import Part, Spool
from plugins.orders.intake import rules
from plugins.orders.ledger.rules import OrderDraft
from plugins.orders.posting.services import Masters, Told

NAME_LETTERS = 8
CHUNK = 2_000
BETWEEN = "\x1f"
KEY = ("store", "number")
FACTS = (
    "product",
    "product_title",
    "category",
    "buyer",
    "buyer_name",
    "supplier",
    "supplier_name",
)


def read_orders(source: Source, report: Report, masters: Masters, spool: Spool) -> Iterator[Told]:
    """Tell the orders of some files; ``masters`` is complete before the first is told.

    A row that cannot be read takes its whole order with it: half an order is worse than none.
    """
    shape = _joined if "orders" in source.profile.files else _flat
    yield from shape(source, report, masters, spool)


def _joined(source: Source, report: Report, masters: Masters, spool: Spool) -> Iterator[Told]:
    count = report.counts["orders"]
    _read_masters(source, report, masters, spool)
    for role in ("lines", "payments"):
        _lay_down(source, role, "number", spool)
    seen: set[str] = set()
    rows = source.rows("orders", report, count)
    while chunk := list(islice(rows, CHUNK)):
        numbers = {row.values["number"] for row in chunk}
        lines = _read(source, "lines", spool.of("lines", numbers), report)
        payments = _read(source, "payments", spool.of("payments", numbers), report)
        people = _people(source, spool.of("buyers", {row.values["buyer"] for row in chunk}))
        for row in chunk:
            number = row.values["number"]
            its_lines, its_payments = lines.get(number, []), payments.get(number, [])
            if number in seen:
                _refuse(row, count, report, _("The file tells of this order twice."))
            elif its_lines is None or its_payments is None:
                reason = _("A line or payment of this order cannot be read.")
                _refuse(row, count, report, reason)
            else:
                buyer = people.get(row.values["buyer"], (None, ""))
                yield Told(row, _draft(source, row, buyer, its_lines, its_payments))
            seen.add(number)
    for role in ("lines", "payments"):
        _refuse_orphans(source.reader(role), spool.without(role, seen), report)


def _refuse_orphans(reader: Reader | None, parts: Iterable[Part], report: Report) -> None:
    for line, cells in parts if reader else ():
        row = reader.row(line, cells, report) if reader else None
        if row is not None:
            report.refuse(row, row.values["number"], _("No file tells of this order."))


def _lay_down(source: Source, role: str, key: str, spool: Spool) -> None:
    reader = source.reader(role)
    if reader is not None:
        spool.lay_down(
            role, ((reader.text(key, cells), line, cells) for line, cells in source.raw(role))
        )


def _read(
    source: Source, role: str, found: dict[str, list[Part]], report: Report
) -> dict[str, list[Row] | None]:
    """Read the rows of some keys; None stands where one cannot be read."""
    reader = source.reader(role)
    return {key: reader.whole(parts, report) for key, parts in found.items()} if reader else {}


def _people(source: Source, found: dict[str, list[Part]]) -> dict[str, tuple[str, str]]:
    """Return code and name of each buyer by the key that orders have."""
    aside, people = Report(), {}
    for key, rows in _read(source, "buyers", found, aside).items():
        if rows:
            people[key] = (rows[-1].values["code"], _party(rows[-1])[0])
    return people


def _read_masters(source: Source, report: Report, masters: Masters, spool: Spool) -> None:
    """Collect suppliers, buyers and products, all that the files have."""
    masters.are_files = True
    titles = {
        row.values["category"]: row.values["title"]
        for row in source.rows("categories", report, Count(""))
    }
    for row in source.rows("suppliers", report, report.counts["suppliers"]):
        masters.suppliers[row.values["code"]] = _party(row)
    for row in source.rows("buyers", report, report.counts["buyers"]):
        masters.buyers[row.values["code"]] = _party(row)
    _lay_down(source, "buyers", "key", spool)
    for row in source.rows("products", report, report.counts["products"]):
        category = row.values["category"]
        named = titles.get(category, category) or None
        masters.products[row.values["code"]] = (
            f"{named or ''} {row.values['code'][:NAME_LETTERS]}".strip(),
            named,
        )
    masters.rows = sum(1 for _row in source.raw("orders"))


def _party(row: Row) -> tuple[str, str, str]:
    values = row.values
    name = f"{values['code'][:NAME_LETTERS]} {values['city']}".strip()
    return name, values["city"], values["region"]


def _flat(source: Source, report: Report, masters: Masters, spool: Spool) -> Iterator[Told]:
    count, reader = report.counts["orders"], source.reader("rows")
    if reader is None:
        return
    key_of, scattered = reader.texts(*KEY), _survey(source, reader, masters)
    if scattered:
        spool.lay_down(
            "rows",
            (
                (BETWEEN.join(key), line, cells)
                for line, cells in source.raw("rows")
                if hash(key := key_of(cells)) in scattered
            ),
        )
    aside = spool.groups("rows") if scattered else iter(())
    for group in chain(_groups(source, reader, scattered), aside):
        told = _order(source, reader, group, report, count)
        if told is not None:
            yield told


def _survey(source: Source, reader: Reader, masters: Masters) -> set[int]:
    """Collect what orders refer to; return which of them have rows in more than one place.

    Orders are remembered by hashes: two that share one merely wait on the disk with each other.
    """
    products: dict[str, tuple[str, str]] = {}
    buyers: dict[str, str] = {}
    suppliers: dict[str, str] = {}
    key_of, facts = reader.texts(*KEY), reader.texts(*FACTS)
    before: tuple[str, ...] | None = None
    seen: set[int] = set()
    scattered: set[int] = set()
    for masters.rows, (_line, cells) in enumerate(source.raw("rows"), start=1):
        key = key_of(cells)
        if key != before:
            before, mark = key, hash(key)
            if mark in seen:
                scattered.add(mark)
            seen.add(mark)
        if len(cells) == reader.width:
            product, title, category, buyer, buyer_name, supplier, supplier_name = facts(cells)
            products[product or BETWEEN + title] = (title, category)
            buyers[buyer] = buyer_name or buyers.get(buyer, "")
            suppliers[supplier] = supplier_name
    _collect(reader, masters, products, buyers, suppliers)
    return scattered


def _collect(
    reader: Reader,
    masters: Masters,
    products: dict[str, tuple[str, str]],
    buyers: dict[str, str],
    suppliers: dict[str, str],
) -> None:
    """Read the distinct facts; those that cannot be read belong to rows that are refused."""
    plain = reader.plain
    for code, (title, category) in products.items():
        named = plain("product_title", title)
        known = rules.product_code(named) if code[:1] == BETWEEN else plain("product", code)
        masters.products[known] = (named, plain("category", category) or None)
    for found, told, name in (
        (masters.buyers, buyers, "buyer"),
        (masters.suppliers, suppliers, "supplier"),
    ):
        for code, title in told.items():
            if code:
                known = plain(name, code)
                found[known] = (plain(f"{name}_name", title) or known, "", "")


def _groups(source: Source, reader: Reader, scattered: set[int]) -> Iterator[list[Part]]:
    """Return the rows of each order that stand together."""
    key_of = reader.texts(*KEY)
    before: tuple[str, ...] | None = None
    group: list[Part] = []
    is_elsewhere = False
    for line, cells in source.raw("rows"):
        key = key_of(cells)
        if key != before:
            if group:
                yield group
            before, group = key, []
            is_elsewhere = bool(scattered) and hash(key) in scattered
        if not is_elsewhere:
            group.append((line, cells))
    if group:
        yield group


def _order(
    source: Source, reader: Reader, group: list[Part], report: Report, count: Count
) -> Told | None:
    _continue(reader, group)
    lines = tuple(line for line, _cells in group)
    rows = reader.whole(group, report)
    if rows is None:
        count.refused += 1
        line, cells = group[0]
        reason = _("A line of this order cannot be read.")
        report.refuse(Row(reader.file, line, {}), reader.text("number", cells), reason, lines)
        return None
    first = rows[0]
    odd = rules.contradiction([row.values for row in rows])
    if odd:
        reason = _("The rows of this order differ in %(column)s.", column=reader.titles[odd])
        _refuse(first, count, report, reason, lines)
        return None
    buyer = (first.values.get("buyer") or None, first.values.get("buyer_name") or "")
    try:
        return Told(first, _draft(source, first, buyer, rows, []), lines)
    except ValueError:  # as of a discount above the prices
        _refuse(first, count, report, _("The sums of this order do not fit its lines."), lines)
        return None


def _continue(reader: Reader, group: list[Part]) -> None:
    """Fill the cells that a platform writes in the first row of an order only."""
    if reader.continued and len(group) > 1:
        _line, first = group[0]
        for _each, cells in group[1:]:
            for place in reader.continued:
                if place < min(len(cells), len(first)) and not cells[place].strip():
                    cells[place] = first[place]


def _refuse(row: Row, count: Count, report: Report, reason: str, lines: Iterable[int] = ()) -> None:
    count.refused += 1
    report.refuse(row, row.values["number"], reason, lines)


def _draft(
    source: Source,
    row: Row,
    buyer: tuple[str | None, str],
    lines: list[Row],
    payments: list[Row],
) -> OrderDraft:
    return rules.draft(
        row.values,
        source.profile.constants,
        buyer,
        [one.values for one in lines],
        [one.values for one in payments],
    )
