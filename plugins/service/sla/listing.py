"""The list of service levels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Listing
from plugins.service.sla import queries
from plugins.service.sla.models import PRIORITIES, Level


class LevelListing(Listing):
    """All service levels."""

    query = queries.all_levels
    key = Level.id
    columns = (
        Column("valid_from", _l("From"), Level.valid_from, kind="date", sortable=True),
        Column("priority", _l("Priority"), Level.priority, kind="badge", labels=PRIORITIES),
        Column("first", _l("First response (minutes)"), Level.first_minutes, kind="number"),
        Column("next", _l("Next response (minutes)"), Level.next_minutes, kind="number"),
        Column("resolution", _l("Resolution (minutes)"), Level.resolution_minutes, kind="number"),
    )
    filters = (ChoiceFilter("priority", _l("Priority"), Level.priority, labels=PRIORITIES),)
    default_sort = ("valid_from", "desc")
    empty_title = _l("The usual service levels hold")
    empty_hint = _l("Decide on others if you promise something else.")
