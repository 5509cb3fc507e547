"""The list of handovers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing, PersonFilter
from plugins.it_assets.handover import queries
from plugins.it_assets.handover.models import KINDS, STATES, Handover


class HandoverListing(Listing):
    """All handovers."""

    query = queries.all_handovers
    key = Handover.id
    columns = (
        Column(
            "number",
            _l("Number"),
            Handover.number,
            href=Link("it_assets.handover.detail", "handover_id"),
            sortable=True,
        ),
        Column("kind", _l("Direction"), Handover.kind, kind="badge", labels=KINDS),
        Column("holder", _l("Holder"), Handover.holder_name),
        Column("prepared_on", _l("Prepared on"), Handover.prepared_on, kind="date", sortable=True),
        Column("due_on", _l("Due back"), Handover.due_on, kind="date"),
        Column("purpose", _l("Purpose"), Handover.purpose),
        Column("signed_at", _l("Signed at"), Handover.signed_at, kind="instant"),
        Column("state", _l("State"), Handover.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Handover.state, labels=STATES),
        ChoiceFilter("kind", _l("Direction"), Handover.kind, labels=KINDS),
        PersonFilter("holder", _l("Holder"), Handover.user_id),
        DateFilter("prepared", _l("Prepared on"), Handover.prepared_on),
    )
    search = (Handover.number, Handover.holder_name, Handover.purpose)
    groups = ("state", "kind")
    default_sort = ("number", "desc")
    empty_title = _l("No handovers yet")
    empty_hint = _l("Give somebody equipment: one signature serves for many assets.")
