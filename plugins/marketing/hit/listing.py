"""The list of hits."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Listing
from plugins.marketing.hit import queries
from plugins.marketing.hit.models import HIT_WORDS, VIA_WORDS, Hit, Via
from plugins.marketing.hit.rules import HitKind

COLOURS = {HitKind.HUMAN: "green", HitKind.ROBOT: "secondary", HitKind.STAFF: "azure"}
KINDS = {kind: (text, COLOURS[kind]) for kind, text in HIT_WORDS.items()}
VIAS = {Via.CLICK: (VIA_WORDS[Via.CLICK], "azure"), Via.SCAN: (VIA_WORDS[Via.SCAN], "purple")}


class HitListing(Listing):
    """The hits of one link; a visitor has one row a day."""

    query = queries.all_hits
    key = Hit.id
    columns = (
        Column("first_at", _l("First"), Hit.first_at, kind="instant", sortable=True),
        Column("last_at", _l("Last"), Hit.last_at, kind="instant"),
        Column("kind", _l("Visitor"), Hit.kind, kind="badge", labels=KINDS),
        Column("via", _l("How"), Hit.via, kind="badge", labels=VIAS),
        Column("hits", _l("Hits"), Hit.hits, kind="number"),
    )
    filters = (
        ChoiceFilter("kind", _l("Visitor"), Hit.kind, labels=KINDS),
        ChoiceFilter("via", _l("How"), Hit.via, labels=VIAS),
        DateFilter("first", _l("First"), Hit.first_at),
    )
    groups = ("kind", "via")
    totals = ("hits",)
    default_sort = ("first_at", "desc")
    empty_title = _l("Nobody has followed this link yet")
    empty_hint = _l("Publish its address, or print its code.")
