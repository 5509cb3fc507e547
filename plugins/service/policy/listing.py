"""The list of after-sales policies."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Listing
from plugins.service.policy import queries
from plugins.service.policy.models import RIGHTS, Policy

LABELS = {one: (text, "secondary") for one, text in RIGHTS.items()}


class PolicyListing(Listing):
    """All after-sales policies."""

    query = queries.all_policies
    key = Policy.id
    columns = (
        Column("valid_from", _l("From"), Policy.valid_from, kind="date", sortable=True),
        Column("entitlement", _l("Right"), Policy.entitlement, kind="badge", labels=LABELS),
        Column("category", _l("Category"), Policy.category),
        Column("days", _l("Days"), Policy.days, kind="number"),
        Column("basis", _l("Basis"), Policy.basis),
    )
    filters = (ChoiceFilter("entitlement", _l("Right"), Policy.entitlement, labels=LABELS),)
    default_sort = ("valid_from", "desc")
    empty_title = _l("The usual days hold")
    empty_hint = _l("7 days without a reason, 15 for an exchange, a year for repairs.")
