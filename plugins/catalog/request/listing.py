"""The list of purchase requests."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing
from core.party.models import Party
from plugins.catalog.product.models import Product
from plugins.catalog.request import queries
from plugins.catalog.request.models import STATE_WORDS, Request, State
from plugins.catalog.warehouse.models import Warehouse

COLOURS = {
    State.ASKED: "orange",
    State.APPROVED: "azure",
    State.ORDERED: "green",
    State.DECLINED: "red",
}
STATES = {state: (STATE_WORDS[state], colour) for state, colour in COLOURS.items()}


class RequestListing(Listing):
    """What colleagues want to buy."""

    target = "catalog.request"
    query = queries.all_requests
    key = Request.id
    columns = (
        Column(
            "number",
            _l("Number"),
            Request.number,
            href=Link("catalog.request.detail", "request_id"),
            sortable=True,
        ),
        Column("product", _l("Product"), Product.code),
        Column("title", _l("Product name"), Product.title),
        Column("supplier", _l("Supplier"), Party.name),
        Column("warehouse", _l("Warehouse"), Warehouse.name),
        Column("quantity", _l("Quantity"), Request.quantity, kind="number"),
        Column("price", _l("Purchase price"), Request.price, kind="money"),
        Column("needed_on", _l("Needed on"), Request.needed_on, kind="date"),
        Column("state", _l("State"), Request.state, kind="badge", labels=STATES),
    )
    filters = (ChoiceFilter("state", _l("State"), Request.state, labels=STATES),)
    search = (Request.number, (Request.product_id, Product), (Request.supplier_id, Party))
    groups = ("state",)
    default_sort = ("number", "desc")
    empty_title = _l("No purchase requests yet")
    empty_hint = _l("Accept a restock suggestion, or ask for a purchase by hand.")
