"""The list of supply terms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing
from core.party.models import Party
from plugins.catalog.product.models import Product
from plugins.catalog.supply import queries
from plugins.catalog.supply.models import Supply

USUAL = {True: (_l("Usual"), "green"), False: (_l("Other"), "secondary")}


class SupplyListing(Listing):
    """Who delivers what."""

    query = queries.all_supplies
    key = Supply.id
    columns = (
        Column(
            "product",
            _l("Product"),
            Product.code,
            href=Link("catalog.supply.edit", "supply_id"),
            sortable=True,
        ),
        Column("title", _l("Product name"), Product.title),
        Column("supplier", _l("Supplier"), Party.name),
        Column("lead_days", _l("Lead time in days"), Supply.lead_days, kind="number"),
        Column("minimum", _l("Least quantity"), Supply.minimum, kind="number"),
        Column("pack", _l("Pack"), Supply.pack, kind="number"),
        Column("price", _l("Purchase price"), Supply.price, kind="money"),
        Column("is_usual", _l("State"), Supply.is_usual, kind="badge", labels=USUAL),
    )
    filters = (ChoiceFilter("is_usual", _l("State"), Supply.is_usual, labels=USUAL),)
    search = ((Supply.product_id, Product), (Supply.supplier_id, Party))
    default_sort = ("product", "asc")
    empty_title = _l("No supply terms yet")
    empty_hint = _l("Only what has a supplier can be restocked.")
