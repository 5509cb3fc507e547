"""The list of receipts of equipment."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing, PersonFilter
from core.party.models import Party
from plugins.it_assets.purchase.models import Purchase
from plugins.it_assets.receipt import queries
from plugins.it_assets.receipt.models import STATES, Receipt
from plugins.it_assets.request.models import Request


class ReceiptListing(Listing):
    """What came of purchases."""

    target = "it_assets.receipt"
    query = queries.all_receipts
    key = Receipt.id
    columns = (
        Column(
            "number",
            _l("Number"),
            Receipt.number,
            href=Link("it_assets.receipt.detail", "receipt_id"),
            sortable=True,
        ),
        Column("purchase", _l("Purchase"), Purchase.number),
        Column("title", _l("What is needed"), Request.title),
        Column("vendor", _l("Vendor"), Party.name),
        Column("quantity", _l("Quantity"), Receipt.quantity, kind="number"),
        Column("received_on", _l("Received on"), Receipt.received_on, kind="date"),
        Column("state", _l("State"), Receipt.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Receipt.state, labels=STATES),
        PersonFilter("requested_by_id", _l("Requested by"), Request.requested_by_id),
    )
    search = (
        Receipt.number,
        (
            Receipt.purchase_id,
            Purchase.id,
            Purchase.number,
            (Purchase.request_id, Request.id, Request.title),
            (Purchase.vendor_id, Party),
        ),
    )
    groups = ("state",)
    default_sort = ("number", "desc")
    empty_title = _l("No equipment has come yet")
    empty_hint = _l("Open a purchase and write down what came.")
