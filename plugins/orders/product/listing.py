"""The list of sold products."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import Column, Listing
from plugins.orders.product import queries
from plugins.orders.product.models import Product


class ProductListing(Listing):
    """Everything that was ever sold."""

    query = queries.all_products
    key = Product.id
    columns = (
        Column("code", _l("Code"), Product.code, sortable=True),
        Column("title", _l("Title"), Product.title),
        Column("category", _l("Category"), Product.category),
    )
    search = Product
    default_sort = ("code", "asc")
    empty_title = _l("No products yet")
    empty_hint = _l("Products appear here with the orders that sold them.")
