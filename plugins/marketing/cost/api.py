"""Costs in the JSON API."""

from __future__ import annotations

from core import api
from plugins.marketing.cost.listing import CostListing

blueprint = api.blueprint("cost", __name__)
api.lists(blueprint, CostListing, "marketing.cost.index")
