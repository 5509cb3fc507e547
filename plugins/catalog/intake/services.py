"""Reads what files tell of products and of past receipts, and records the receipts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit
from core.errors import BusinessError
from core.party import services as parties
from core.reports import Count, Report, Row, Verdict
from core.sources import Source
from core.spool import Spool
from core.user.models import User
from plugins.catalog.intake import queries
from plugins.catalog.product import services as products
from plugins.catalog.product.models import CODE_LENGTH, TITLE_LENGTH
from plugins.catalog.product.services import Facts
from plugins.catalog.receipt.models import Receipt, ReceiptLine

NAME_LETTERS = 8
CODE_DIGITS = 16
ORDERED = "%m/%d/%y"
SHARED = ("title", "category", "name1", "name2", "name3")  # told once for all variants


def products_of(
    source: Source, report: Report, count: Count, seen: Spool
) -> Iterator[tuple[Row, Facts]]:
    """Tell the products of some files, each with the row that begins it.

    A row without a title goes on with the product above it, as platforms write variants; a row
    that adds neither a code nor options, such as one of a further picture, is passed over.  A
    code that the file tells twice is refused the second time.
    """
    titles = {
        row.values["category"]: row.values["title"]
        for row in source.rows("categories", report, Count(""))
    }
    above: dict[str, Any] = {}
    for row in source.rows("products", report, count):
        values = row.values
        is_variant = (
            bool(above) and not values["title"] and values.get("family") == above.get("family")
        )
        if is_variant and not (values.get("option1") or values.get("code")):
            continue
        told = {**values, **{name: above[name] for name in SHARED}} if is_variant else values
        above = told if told.get("family") else {}
        facts = _facts(told, titles)
        if not seen.is_new(facts.code):
            count.refused += 1
            report.refuse(row, facts.code, _("The file tells of this product twice."))
            continue
        yield row, facts


def _facts(values: dict[str, Any], titles: dict[str, str]) -> Facts:
    category = values.get("category") or ""
    named = titles.get(category, category)
    options = [
        f"{values.get(f'name{place}')}: {values[f'option{place}']}"
        for place in (1, 2, 3)
        if values.get(f"option{place}") and values[f"option{place}"] != "Default Title"
    ]
    family = values.get("family") or ""
    code = values.get("code") or "-".join(
        part for part in (family, *(values.get(f"option{place}") or "" for place in (1, 2, 3)))
        if part and part != "Default Title"
    )  # fmt: skip
    return Facts(
        code=code if len(code) <= CODE_LENGTH else digest(code),
        title=(values["title"] or f"{named} {code[:NAME_LETTERS]}".strip())[:TITLE_LENGTH],
        family=family[:CODE_LENGTH] if options else "",
        family_title=values["title"][:TITLE_LENGTH],
        options=(values.get("options") or ", ".join(options))[:TITLE_LENGTH],
        category=named,
        barcode=values.get("barcode") or "",
        price=values.get("price"),
    )


def digest(text: str) -> str:
    """Return a short code that always stands for the same text."""
    return hashlib.sha256(text.encode()).hexdigest()[:CODE_DIGITS]


def record_past(
    session: Session,
    rows: Sequence[Row],
    report: Report,
    count: Count,
    *,
    currency: str,
    by: User,
    now: datetime,
) -> None:
    """Record receipts of the past, one for each row; those that are known stay as they are."""
    numbers = [row.values["number"] for row in rows]
    known = set(session.scalars(queries.receipt_numbers(numbers)))
    new = []
    for row in rows:
        values = row.values
        if values["number"] in known:
            report.take(count, Verdict.UNCHANGED, row, values["number"])
        elif reason := _objection(values):
            count.refused += 1
            report.refuse(row, values["number"], reason)
        else:
            known.add(values["number"])
            new.append(values | {"ordered_on": _ordered(row, report), "currency": currency})
            report.take(count, Verdict.ADDED, row, values["number"])
    if not new:
        return
    suppliers = parties.upsert_parties(
        session,
        [
            {"code": _code(one["supplier"]), "name": one["supplier"], "is_supplier": True}
            for one in {one["supplier"]: one for one in new}.values()
        ],
        by=by,
    ).ids
    goods = {_code(one["product"]): one for one in new}
    told = [
        Facts(code, one["product"][:TITLE_LENGTH], category=one.get("category") or "")
        for code, one in goods.items()
    ]
    products.record_products(session, told, Count(""), by=by)
    ids = {code: key for code, key in session.execute(queries.product_ids(goods))}
    _insert(session, new, suppliers, ids, now)


def _objection(values: dict[str, Any]) -> str:
    if values["quantity"] <= 0:
        return _("The quantity is not above zero.")
    if values["amount"] < 0:
        return _("The amount is below zero.")
    return ""


def _ordered(row: Row, report: Report) -> date | None:
    """Return when it was ordered; files write words where nobody knows."""
    text = row.values["ordered"]
    try:
        day = datetime.strptime(text, ORDERED).date()
    except ValueError:
        return None
    if day > row.values["received_on"]:
        report.remark(row, row.values["number"], _("It was received before it was ordered."))
        return None
    return day


def _insert(
    session: Session,
    new: Sequence[dict[str, Any]],
    suppliers: dict[str, int],
    ids: dict[str, int],
    now: datetime,
) -> None:
    keys = session.scalars(
        sa.insert(Receipt).returning(Receipt.id, sort_by_parameter_order=True),
        [
            {
                "number": one["number"],
                "supplier_id": suppliers[_code(one["supplier"])],
                "ordered_on": one.get("ordered_on"),
                "promised_on": one.get("promised_on"),
                "received_on": one["received_on"],
                "recorded_at": now,
                "currency": one["currency"],
                "total": one["amount"],
                "note": "",
                "is_past": True,
            }
            for one in new
        ],
        execution_options={"render_nulls": True},
    ).all()
    session.execute(
        sa.insert(ReceiptLine),
        [
            {
                "receipt_id": key,
                "product_id": ids[_code(one["product"])],
                "quantity": one["quantity"],
                "amount": one["amount"],
                "returned": Decimal(0),
                "returned_amount": Decimal(0),
            }
            for key, one in zip(keys, new, strict=True)
        ],
    )
    audit.record_many(
        session,
        Receipt,
        audit.CREATE,
        [(key, one["number"], {}) for key, one in zip(keys, new, strict=True)],
    )


def _code(text: str) -> str:
    """Return a code for what a file knows only by its name."""
    if not text.strip():
        raise BusinessError(_("A row tells neither product nor supplier."))
    return text if len(text) <= CODE_LENGTH else digest(text)
