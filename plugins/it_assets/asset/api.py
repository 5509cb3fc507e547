"""Assets in the JSON API."""

from __future__ import annotations

from core import api
from plugins.it_assets.asset.listing import AssetListing

blueprint = api.blueprint("asset", __name__)
api.lists(blueprint, AssetListing, "it_assets.asset.index")
