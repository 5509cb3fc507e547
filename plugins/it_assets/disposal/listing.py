"""The list of disposals."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.disposal import queries
from plugins.it_assets.disposal.models import MANNERS, STATES, Disposal

LABELS = {one: (text, "secondary") for one, text in MANNERS.items()}


class DisposalListing(Listing):
    """All disposals."""

    query = queries.all_disposals
    key = Disposal.id
    joined = ((Asset, Asset.id == Disposal.asset_id),)
    columns = (
        Column(
            "number",
            _l("Number"),
            Disposal.number,
            href=Link("it_assets.disposal.detail", "disposal_id"),
            sortable=True,
        ),
        Column("tag", _l("Asset tag"), Asset.tag),
        Column("name", _l("Name of the asset"), Asset.name),
        Column("manner", _l("Manner of disposal"), Disposal.manner, kind="badge", labels=LABELS),
        Column("disposed_on", _l("Disposed of on"), Disposal.disposed_on, "date", sortable=True),
        Column("book_value", _l("Book value"), Disposal.book_value, kind="money"),
        Column("proceeds", _l("Proceeds"), Disposal.proceeds, kind="money"),
        Column("gain", _l("Gain or loss"), Disposal.gain, kind="money"),
        Column("state", _l("State"), Disposal.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Disposal.state, labels=STATES),
        ChoiceFilter("manner", _l("Manner of disposal"), Disposal.manner, labels=LABELS),
        DateFilter("disposed", _l("Disposed of on"), Disposal.disposed_on),
    )
    search = (Disposal.number, (Disposal.asset_id, Asset))
    totals = ("book_value", "proceeds", "gain")
    currency = Disposal.currency
    default_sort = ("number", "desc")
    empty_title = _l("No disposals yet")
    empty_hint = _l("Open an asset that is no longer needed, and dispose of it there.")
