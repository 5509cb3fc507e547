"""The list of places."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing, TextFilter
from plugins.it_assets.place import queries
from plugins.it_assets.place.models import Place

ACTIVE = {True: (_l("In use"), "green"), False: (_l("Given up"), "secondary")}


class PlaceListing(Listing):
    """All places."""

    query = queries.all_places
    key = Place.id
    columns = (
        Column(
            "name",
            _l("Name of the place"),
            Place.name,
            href=Link("it_assets.place.edit", "place_id"),
            sortable=True,
        ),
        Column("address", _l("Address"), Place.address),
        Column("is_active", _l("State"), Place.is_active, kind="badge", labels=ACTIVE),
    )
    filters = (
        TextFilter("name", _l("Name of the place"), Place.name),
        ChoiceFilter("is_active", _l("State"), Place.is_active, labels=ACTIVE),
    )
    default_sort = ("name", "asc")
    empty_title = _l("No places yet")
    empty_hint = _l("Enter one, such as a room or a branch.")
