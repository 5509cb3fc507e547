"""The list of possible duplicates."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from core.listing import ChoiceFilter, Column, Link, Listing
from core.party.models import Party
from plugins.service.customer.listing import called
from plugins.service.duplicate import queries
from plugins.service.duplicate.models import STATES, Duplicate

FIRST, SECOND = aliased(Party), aliased(Party)
PAGE = Link("service.duplicate.detail", "duplicate_id")


class DuplicateListing(Listing):
    """All pairs."""

    query = queries.all_duplicates
    key = Duplicate.id
    joined = ((FIRST, FIRST.id == Duplicate.first_id), (SECOND, SECOND.id == Duplicate.second_id))
    columns = (
        Column("score", _l("Score"), Duplicate.score, kind="number", href=PAGE, sortable=True),
        Column("first", _l("Customer"), FIRST.name, href=PAGE, veil=called),
        Column("second", _l("Maybe the same"), SECOND.name, href=PAGE, veil=called),
        Column("found_at", _l("Found"), Duplicate.found_at, kind="instant"),
        Column("state", _l("State"), Duplicate.state, kind="badge", labels=STATES),
    )
    filters = (ChoiceFilter("state", _l("State"), Duplicate.state, labels=STATES),)
    default_sort = ("score", "desc")
    empty_title = _l("No duplicates here")
    empty_hint = _l("Customers are compared every night.")
