"""Products in the JSON API."""

from __future__ import annotations

from core import api
from plugins.catalog.product.listing import ProductListing

blueprint = api.blueprint("product", __name__)
api.lists(blueprint, ProductListing, "catalog.product.index")
