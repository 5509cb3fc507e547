"""Stock in the JSON API."""

from __future__ import annotations

from core import api
from plugins.catalog.stock.listing import StockListing

blueprint = api.blueprint("stock", __name__)
api.lists(blueprint, StockListing, "catalog.stock.index")
