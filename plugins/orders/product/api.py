"""Sold products in the JSON API."""

from __future__ import annotations

from core import api
from plugins.orders.product.listing import ProductListing

blueprint = api.blueprint("product", __name__)
api.lists(blueprint, ProductListing, "orders.product.index")
