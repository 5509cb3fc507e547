"""Reads what files tell of orders.

Two shapes are understood: files joined by the order's number (orders, lines, payments, buyers,
products, suppliers), and one file with a row for each line.  What is read is held in memory, by
order; it is written in chunks by the importer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from core.reports import Count, Report, Row
from core.sources import Source, grouped
from plugins.orders.ledger.rules import LineDraft, OrderDraft, PaymentDraft

NAME_LETTERS = 8
ONE = Decimal(1)
NOTHING = Decimal(0)
# What all rows of one order tell alike where each row is a line.
ORDER_FACTS = (
    "state",
    "placed_at",
    "paid_at",
    "shipped_at",
    "delivered_at",
    "buyer",
    "buyer_name",
    "tender",
    "paid_amount",
)


@dataclass
class Masters:
    """What orders refer to by code: facts of parties and products as the files tell them."""

    suppliers: dict[str, dict[str, Any]] = field(default_factory=dict)
    buyers: dict[str, dict[str, Any]] = field(default_factory=dict)
    products: dict[str, tuple[str, str | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """One order with the row that tells it, for the report."""

    row: Row
    draft: OrderDraft


def read_orders(source: Source, report: Report, masters: Masters) -> Iterator[Told]:
    """Tell the orders of some files, and collect what they refer to.

    A row that cannot be read takes its whole order with it: half an order is worse than none.
    """
    shape = _joined if "orders" in source.profile.files else _flat
    yield from shape(source, report, masters)


def _joined(source: Source, report: Report, masters: Masters) -> Iterator[Told]:
    count = report.counts["orders"]
    aside = Count("")
    people = _read_masters(source, report, masters)
    lines = grouped(source.rows("lines", report, aside), "number")
    payments = grouped(source.rows("payments", report, aside), "number")
    damaged = {one.key for one in report.refused}
    store = source.profile.constants["store"]
    seen: set[str] = set()
    for row in source.rows("orders", report, count):
        number = row.values["number"]
        its_lines, its_payments = lines.pop(number, []), payments.pop(number, [])
        if number in damaged:
            _refuse(row, count, report, _("A line or payment of this order cannot be read."))
        elif number in seen:
            _refuse(row, count, report, _("The file tells of this order twice."))
        else:
            buyer, name = people.get(row.values["buyer"], (None, ""))
            yield Told(row, _draft(row, store, buyer, name, its_lines, its_payments))
        seen.add(number)
    for orphans in (*lines.values(), *payments.values()):
        for row in orphans:
            report.refuse(row, row.values["number"], _("No file tells of this order."))


def _read_masters(source: Source, report: Report, masters: Masters) -> dict[str, tuple[str, str]]:
    """Collect suppliers, buyers and products; return code and name of each buyer by its key."""
    titles = {
        row.values["category"]: row.values["title"]
        for row in source.rows("categories", report, Count(""))
    }
    for row in source.rows("suppliers", report, report.counts["suppliers"]):
        masters.suppliers[row.values["code"]] = _party(row, "is_supplier", is_company=True)
    people: dict[str, tuple[str, str]] = {}
    for row in source.rows("buyers", report, report.counts["buyers"]):
        facts = _party(row, "is_customer", is_company=False)
        masters.buyers[facts["code"]] = facts
        people[row.values["key"]] = (facts["code"], facts["name"])
    for row in source.rows("products", report, report.counts["products"]):
        category = row.values["category"]
        named = titles.get(category, category) or None
        masters.products[row.values["code"]] = (
            f"{named or ''} {row.values['code'][:NAME_LETTERS]}".strip(),
            named,
        )
    return people


def _flat(source: Source, report: Report, masters: Masters) -> Iterator[Told]:
    count = report.counts["orders"]
    orders: dict[tuple[str, str], list[Row]] = {}
    for row in source.rows("rows", report, Count("")):
        orders.setdefault((row.values["store"], row.values["number"]), []).append(row)
    damaged = {one.key for one in report.refused}
    columns = source.profile.files["rows"].columns
    for (store, number), its in orders.items():
        first = its[0]
        odd = _contradiction(its)
        if number in damaged:
            _refuse(first, count, report, _("A line of this order cannot be read."))
        elif odd:
            reason = _("The rows of this order differ in %(column)s.", column=columns[odd].name)
            _refuse(first, count, report, reason)
        else:
            for row in its:
                _collect(row, masters)
            values = first.values
            buyer, name = values["buyer"] or None, values["buyer_name"]
            yield Told(first, _draft(first, store, buyer, name, its, []))


def _contradiction(its: list[Row]) -> str:
    """Return the first fact that not all rows of an order tell alike, or an empty text."""
    first = its[0].values
    for key in ORDER_FACTS:
        if any(row.values[key] != first[key] for row in its):
            return key
    return ""


def _refuse(row: Row, count: Count, report: Report, reason: str) -> None:
    count.refused += 1
    report.refuse(row, row.values["number"], reason)


def _collect(row: Row, masters: Masters) -> None:
    values = row.values
    masters.products[values["product"]] = (values["product_title"], values["category"] or None)
    for people, code, name, role in (
        (masters.buyers, "buyer", "buyer_name", "is_customer"),
        (masters.suppliers, "supplier", "supplier_name", "is_supplier"),
    ):
        if values[code]:
            people[values[code]] = {
                "code": values[code],
                "name": values[name] or values[code],
                "is_company": role == "is_supplier",
                role: True,
            }


def _party(row: Row, role: str, *, is_company: bool) -> dict[str, Any]:
    values = row.values
    return {
        "code": values["code"],
        "name": f"{values['code'][:NAME_LETTERS]} {values['city']}".strip(),
        "city": values["city"],
        "region": values["region"],
        "is_company": is_company,
        role: True,
    }


def _draft(
    row: Row, store: str, buyer: str | None, name: str, lines: list[Row], payments: list[Row]
) -> OrderDraft:
    values = row.values
    paid = [
        PaymentDraft(one.values["sequence"], one.values["tender"], one.values["amount"])
        for one in payments
    ]
    if values.get("paid_amount"):
        paid.append(PaymentDraft(1, values["tender"], values["paid_amount"]))
    return OrderDraft(
        store=store,
        number=values["number"],
        buyer=buyer,
        buyer_name=name,
        state=values["state"],
        placed_at=values["placed_at"],
        paid_at=values["paid_at"],
        shipped_at=values["shipped_at"],
        delivered_at=values["delivered_at"],
        lines=tuple(sorted(map(_line, lines), key=lambda line: line.position)),
        payments=tuple(sorted(paid, key=lambda payment: payment.sequence)),
    )


def _line(row: Row) -> LineDraft:
    values = row.values
    quantity = values.get("quantity")
    return LineDraft(
        position=values["position"],
        product=values["product"],
        supplier=values["supplier"] or None,
        quantity=ONE if quantity is None else quantity,
        price=values["price"],
        freight=values["freight"] or NOTHING,
        seller_discount=values.get("seller_discount") or NOTHING,
        platform_discount=values.get("platform_discount") or NOTHING,
        unit_cost=values.get("unit_cost"),
    )
