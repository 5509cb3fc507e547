"""The lists of purchase orders, and of what waits to be ordered."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.bulk import BulkAction
from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing, PickFilter
from core.party.models import Party
from plugins.catalog.order import queries, services
from plugins.catalog.order.models import STATE_WORDS, OrderLine, PurchaseOrder, State
from plugins.catalog.product.models import Product
from plugins.catalog.request import queries as requests
from plugins.catalog.request.models import Request
from plugins.catalog.warehouse import queries as warehouses
from plugins.catalog.warehouse.models import Warehouse

COLOURS = {
    State.DRAFT: "secondary",
    State.SENT: "azure",
    State.RECEIVED: "green",
    State.CLOSED: "orange",
}
STATES = {state: (STATE_WORDS[state], colour) for state, colour in COLOURS.items()}
PLACE = BulkAction(
    "catalog.order.place",
    _l("Put into orders"),
    "catalog.order.edit",
    requests.with_keys,
    services.place,
)
SEND = BulkAction(
    "catalog.order.send", _l("Mark as sent"), "catalog.order.edit", queries.with_keys, services.send
)


class WaitingListing(Listing):
    """Approved requests that nobody has ordered yet."""

    query = requests.approved
    key = Request.id
    columns = (
        Column("supplier", _l("Supplier"), Party.name, sortable=True),
        Column("warehouse", _l("Warehouse"), Warehouse.name),
        Column(
            "number",
            _l("Number"),
            Request.number,
            href=Link("catalog.request.detail", "request_id"),
            sortable=True,
        ),
        Column("product", _l("Product"), Product.code),
        Column("title", _l("Product name"), Product.title),
        Column("quantity", _l("Quantity"), Request.quantity, kind="number"),
        Column("price", _l("Purchase price"), Request.price, kind="money"),
        Column("needed_on", _l("Needed on"), Request.needed_on, kind="date"),
    )
    search = (Request.number, (Request.product_id, Product), (Request.supplier_id, Party))
    bulk = (PLACE,)
    default_sort = ("supplier", "asc")
    empty_title = _l("Nothing waits to be ordered")
    empty_hint = _l("Requests appear here once they are approved.")


class OrderListing(Listing):
    """All purchase orders."""

    target = "catalog.order"
    query = queries.all_orders
    key = PurchaseOrder.id
    columns = (
        Column(
            "number",
            _l("Number"),
            PurchaseOrder.number,
            href=Link("catalog.order.detail", "order_id"),
            sortable=True,
        ),
        Column("supplier", _l("Supplier"), Party.name),
        Column("warehouse", _l("Warehouse"), Warehouse.name),
        Column("total", _l("Total"), PurchaseOrder.total, kind="money"),
        Column("ordered_on", _l("Ordered"), PurchaseOrder.ordered_on, kind="date"),
        Column("expected_on", _l("Expected"), PurchaseOrder.expected_on, kind="date"),
        Column("share", _l("Delivered so far"), queries.share_received(), kind="percent"),
        Column("state", _l("State"), PurchaseOrder.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), PurchaseOrder.state, labels=STATES),
        PickFilter("warehouse", _l("Warehouse"), PurchaseOrder.warehouse_id, warehouses.names),
        DateFilter("expected", _l("Expected"), PurchaseOrder.expected_on),
    )
    search = (
        PurchaseOrder.number,
        (PurchaseOrder.supplier_id, Party),
        (PurchaseOrder.id, OrderLine.order_id, (OrderLine.product_id, Product)),
    )
    totals = ("total",)
    groups = ("state",)
    bulk = (SEND,)
    default_sort = ("number", "desc")
    empty_title = _l("No purchase orders yet")
    empty_hint = _l("Put approved requests into orders.")
