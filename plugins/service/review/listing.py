"""The list of reviews."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Listing
from core.party.models import Party
from plugins.service.casework.models import Case
from plugins.service.customer.listing import called
from plugins.service.review import queries
from plugins.service.review.models import Review

SCORES = {
    1: ("1", "red"),
    2: ("2", "orange"),
    3: ("3", "yellow"),
    4: ("4", "azure"),
    5: ("5", "green"),
}


class ReviewListing(Listing):
    """All reviews."""

    query = queries.all_reviews
    key = Review.id
    joined = ((Party, Party.id == Review.party_id), (Case, Case.id == Review.case_id))
    columns = (
        Column("reviewed_at", _l("Day"), Review.reviewed_at, kind="instant", sortable=True),
        Column("score", _l("Score"), Review.score, kind="badge", labels=SCORES),
        Column("customer", _l("Customer"), Party.name, veil=called),
        Column("order", _l("Order"), Review.order_number),
        Column("title", _l("Title"), Review.title),
        Column("body", _l("Text"), Review.body),
        Column("case", _l("Case"), Case.number),
    )
    filters = (
        ChoiceFilter("score", _l("Score"), Review.score, labels=SCORES),
        DateFilter("reviewed", _l("Day"), Review.reviewed_at),
    )
    search = (Review.order_number, Review.title, Review.body)
    default_sort = ("reviewed_at", "desc")
    empty_title = _l("No reviews yet")
    empty_hint = _l("Import customers with the reviews of their platform.")
