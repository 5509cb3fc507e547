"""The lists of what lies where, and of moves."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import (
    ChoiceFilter,
    Column,
    DateFilter,
    Link,
    Listing,
    NumberFilter,
    PickFilter,
)
from plugins.catalog.product.models import Product
from plugins.catalog.stock import queries
from plugins.catalog.stock.models import KIND_WORDS, Kind, Level, Move
from plugins.catalog.warehouse import queries as warehouses
from plugins.catalog.warehouse.models import Warehouse

COLOURS = {
    Kind.RECEIPT: "green",
    Kind.SALE: "azure",
    Kind.RETURN: "teal",
    Kind.SENT_BACK: "orange",
    Kind.ADJUSTMENT: "secondary",
    Kind.TRANSFER: "indigo",
}
KINDS = {kind: (KIND_WORDS[kind], colour) for kind, colour in COLOURS.items()}
PRODUCT = Link("catalog.product.detail", "product_id", "product_id")


class StockListing(Listing):
    """What lies where."""

    target = "catalog.stock"
    query = queries.all_levels
    key = Level.id
    columns = (
        Column("product", _l("Product"), Product.code, href=PRODUCT, sortable=True),
        Column("title", _l("Product name"), Product.title),
        Column("category", _l("Category"), Product.category),
        Column("warehouse", _l("Warehouse"), Warehouse.name),
        Column("on_hand", _l("In stock"), Level.on_hand, kind="number", sortable=True),
    )
    extra = (Level.product_id,)
    filters = (
        PickFilter("warehouse", _l("Warehouse"), Level.warehouse_id, warehouses.names),
        NumberFilter("on_hand", _l("In stock"), Level.on_hand),
    )
    search = ((Level.product_id, Product),)
    default_sort = ("product", "asc")
    empty_title = _l("No stock yet")
    empty_hint = _l("Receive goods, or correct the stock to what you counted.")


class MoveListing(Listing):
    """What came and went."""

    query = queries.all_moves
    key = Move.id
    columns = (
        Column("moved_at", _l("Moved"), Move.moved_at, kind="instant", sortable=True),
        Column("product", _l("Product"), Product.code, href=PRODUCT),
        Column("title", _l("Product name"), Product.title),
        Column("warehouse", _l("Warehouse"), Warehouse.name),
        Column("kind", _l("Kind"), Move.kind, kind="badge", labels=KINDS),
        Column("quantity", _l("Quantity"), Move.quantity, kind="number"),
        Column("reference", _l("Reference"), Move.reference),
        Column("reason", _l("Reason"), Move.reason),
    )
    extra = (Move.product_id,)
    filters = (
        ChoiceFilter("kind", _l("Kind"), Move.kind, labels=KINDS),
        PickFilter("warehouse", _l("Warehouse"), Move.warehouse_id, warehouses.names),
        DateFilter("moved", _l("Moved"), Move.moved_at),
    )
    search = (Move.reference, (Move.product_id, Product))
    default_sort = ("moved_at", "desc")
    empty_title = _l("Nothing has moved yet")
