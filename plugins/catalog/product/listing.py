"""The list of products."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.bulk import BulkAction
from core.listing import ChoiceFilter, Column, Link, Listing, NumberFilter
from plugins.catalog.product import queries, services
from plugins.catalog.product.models import Family, Product

LISTED = {True: (_l("On sale"), "green"), False: (_l("Off sale"), "secondary")}
DELIST = BulkAction(
    "catalog.product.delist",
    _l("Take off sale"),
    "catalog.product.edit",
    queries.with_keys,
    services.delist,
    colour="danger",
)


class ProductListing(Listing):
    """All products."""

    target = "catalog.product"
    query = queries.all_products
    key = Product.id
    joined = ((Family, Family.id == Product.family_id),)
    columns = (
        Column(
            "code",
            _l("Code"),
            Product.code,
            href=Link("catalog.product.detail", "product_id"),
            sortable=True,
        ),
        Column("title", _l("Product name"), Product.title, sortable=True),
        Column("options", _l("Options"), Product.options),
        Column("family", _l("Product family"), Family.title),
        Column("category", _l("Category"), Product.category, sortable=True),
        Column("barcode", _l("Barcode"), Product.barcode),
        Column("price", _l("Price"), Product.price, kind="money"),
        Column("is_listed", _l("State"), Product.is_listed, kind="badge", labels=LISTED),
    )
    filters = (
        ChoiceFilter("is_listed", _l("State"), Product.is_listed, labels=LISTED),
        NumberFilter("price", _l("Price"), Product.price),
    )
    groups = ("is_listed",)
    bulk = (DELIST,)
    search = Product
    default_sort = ("code", "asc")
    empty_title = _l("No products yet")
    empty_hint = _l("Import the products of a platform, or enter one by hand.")
