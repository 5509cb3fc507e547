"""Requests for equipment in the JSON API."""

from __future__ import annotations

from core import api
from plugins.it_assets.request.listing import RequestListing

blueprint = api.blueprint("request", __name__)
api.lists(blueprint, RequestListing, "it_assets.request.index")
