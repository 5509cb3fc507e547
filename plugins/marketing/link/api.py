"""Short links in the JSON API."""

from __future__ import annotations

from core import api
from plugins.marketing.link.listing import LinkListing

blueprint = api.blueprint("link", __name__)
api.lists(blueprint, LinkListing, "marketing.link.index")
