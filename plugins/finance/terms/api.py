"""Settlement terms in the JSON API."""

from __future__ import annotations

from core import api
from plugins.finance.terms.listing import TermsListing

blueprint = api.blueprint("terms", __name__)
api.lists(blueprint, TermsListing, "finance.terms.index")
