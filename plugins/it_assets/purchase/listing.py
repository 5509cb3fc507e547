"""The list of purchases of equipment."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from core.party.models import Party
from plugins.it_assets.purchase import queries
from plugins.it_assets.purchase.models import STATES, Purchase
from plugins.it_assets.request.models import Request


class PurchaseListing(Listing):
    """What was ordered of vendors."""

    target = "it_assets.purchase"
    query = queries.all_purchases
    key = Purchase.id
    columns = (
        Column(
            "number",
            _l("Number"),
            Purchase.number,
            href=Link("it_assets.purchase.detail", "purchase_id"),
            sortable=True,
        ),
        Column("title", _l("What is needed"), Request.title),
        Column("vendor", _l("Vendor"), Party.name),
        Column("quantity", _l("Quantity"), Purchase.quantity, kind="number"),
        Column("received", _l("Received"), Purchase.received, kind="number"),
        Column("price", _l("Price of one"), Purchase.price, kind="money"),
        Column("ordered_on", _l("Ordered on"), Purchase.ordered_on, kind="date"),
        Column("expected_on", _l("Expected"), Purchase.expected_on, kind="date"),
        Column("state", _l("State"), Purchase.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Purchase.state, labels=STATES),
        DateFilter("expected", _l("Expected"), Purchase.expected_on),
    )
    search = (
        Purchase.number,
        (Purchase.request_id, Request.id, Request.title),
        (Purchase.vendor_id, Party),
    )
    groups = ("state",)
    default_sort = ("number", "desc")
    empty_title = _l("No purchases of equipment yet")
    empty_hint = _l("Open an approved request, write down offers and order one.")
