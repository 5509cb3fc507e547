"""The list of receipts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from core.party.models import Party
from plugins.catalog.product.models import Product
from plugins.catalog.receipt import queries
from plugins.catalog.receipt.models import Receipt, ReceiptLine

PAST = {True: (_l("Past"), "secondary"), False: ("", "")}


class ReceiptListing(Listing):
    """What came from suppliers."""

    target = "catalog.receipt"
    query = queries.all_receipts
    key = Receipt.id
    columns = (
        Column(
            "number",
            _l("Number"),
            Receipt.number,
            href=Link("catalog.receipt.detail", "receipt_id"),
        ),
        Column("supplier", _l("Supplier"), Party.name),
        Column("ordered_on", _l("Ordered"), Receipt.ordered_on, kind="date"),
        Column("promised_on", _l("Promised"), Receipt.promised_on, kind="date"),
        Column("received_on", _l("Received"), Receipt.received_on, kind="date", sortable=True),
        Column("currency", _l("Currency"), Receipt.currency),
        Column("total", _l("Total"), Receipt.total, kind="money"),
        Column("note", _l("Delivery note"), Receipt.note),
        Column("is_past", _l("Note"), Receipt.is_past, kind="badge", labels=PAST),
    )
    filters = (
        DateFilter("received", _l("Received"), Receipt.received_on),
        ChoiceFilter("is_past", _l("Note"), Receipt.is_past, labels=PAST),
    )
    search = (
        Receipt.number,
        Receipt.note,
        (Receipt.supplier_id, Party),
        (Receipt.id, ReceiptLine.receipt_id, (ReceiptLine.product_id, Product)),
    )
    totals = ("total",)
    currency = Receipt.currency
    default_sort = ("received_on", "desc")
    empty_title = _l("No receipts yet")
    empty_hint = _l("Send a purchase order, then receive its goods.")
