"""Restock suggestions in the JSON API."""

from __future__ import annotations

from core import api
from plugins.catalog.suggestion.listing import SuggestionListing

blueprint = api.blueprint("suggestion", __name__)
api.lists(blueprint, SuggestionListing, "catalog.suggestion.index")
