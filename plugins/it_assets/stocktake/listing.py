"""The list of stocktakes, and what was found in one of them."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing
from core.user.models import User
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place.models import Place
from plugins.it_assets.stocktake import queries
from plugins.it_assets.stocktake.models import STATES, VERDICTS, Line, Stocktake


class StocktakeListing(Listing):
    """All stocktakes."""

    target = "it_assets.stocktake"
    query = queries.all_stocktakes
    key = Stocktake.id
    columns = (
        Column(
            "number",
            _l("Number"),
            Stocktake.number,
            href=Link("it_assets.stocktake.detail", "stocktake_id"),
            sortable=True,
        ),
        Column("place", _l("Place of equipment"), Place.name),
        Column("note", _l("Note"), Stocktake.note),
        Column("opened_at", _l("Begun"), Stocktake.opened_at, kind="instant"),
        Column("closed_at", _l("Ended"), Stocktake.closed_at, kind="instant"),
        Column("state", _l("State"), Stocktake.state, kind="badge", labels=STATES),
    )
    filters = (ChoiceFilter("state", _l("State"), Stocktake.state, labels=STATES),)
    default_sort = ("number", "desc")
    empty_title = _l("No stocktakes yet")
    empty_hint = _l("Choose a place, walk through it and scan every tag.")


THING = sa.func.coalesce(Asset.tag, Line.code)
TABLES = (
    (Asset, Asset.id == Line.asset_id),
    (EquipmentModel, EquipmentModel.id == Asset.model_id),
    (Place, Place.id == Asset.place_id),
    (User, User.id == Line.seen_by_id),
)


class LineListing(Listing):
    """What was found in a stocktake so far."""

    query = queries.all_lines
    key = Line.id
    joined = TABLES
    columns = (
        Column("thing", _l("Tag or code"), THING),
        Column("model", _l("Equipment model"), EquipmentModel.name),
        Column("serial", _l("Serial number"), Asset.serial),
        Column("place", _l("Registered at"), Place.name),
        Column("verdict", _l("What was found"), Line.verdict, kind="badge", labels=VERDICTS),
        Column("seen_by", _l("Seen by"), User.name),
        Column("seen_at", _l("Seen"), Line.seen_at, kind="instant"),
        Column("place_in_list", _l("Place in the list"), Line.id, kind="number", sortable=True),
    )
    filters = (ChoiceFilter("verdict", _l("What was found"), Line.verdict, labels=VERDICTS),)
    groups = ("verdict",)
    default_sort = ("place_in_list", "asc")
    empty_title = _l("Nothing here")
    empty_hint = _l("Nothing is registered at this place, and nothing was scanned.")
