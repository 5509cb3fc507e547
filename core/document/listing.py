"""The list of documents."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.document import queries
from core.document.models import Paper
from core.listing import Column, DateFilter, Link, Listing

PAGE = Link("core.document.detail", "paper_id")


class PaperListing(Listing):
    """The documents that one user wanted."""

    query = queries.all_papers
    key = Paper.id
    columns = (
        Column("label", _l("Document"), Paper.label, href=PAGE),
        Column("created_at", _l("Wanted"), Paper.created_at, kind="instant", sortable=True),
        Column("made_at", _l("Made"), Paper.made_at, kind="instant"),
    )
    filters = (DateFilter("created", _l("Wanted"), Paper.created_at),)
    default_sort = ("created_at", "desc")
    empty_title = _l("No documents yet")
    empty_hint = _l("Press “PDF” on the page of a record; what you wanted stays here for a month.")
