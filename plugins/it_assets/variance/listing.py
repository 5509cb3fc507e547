"""The variances of a stocktake: as a file, they are the report 盘盈盘亏表."""

from __future__ import annotations

from functools import partial

from flask_babel import lazy_gettext as _l

from core.bulk import BulkAction
from core.listing import ChoiceFilter, Column, Link, Listing
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place.models import Place
from plugins.it_assets.stocktake.listing import TABLES, THING
from plugins.it_assets.stocktake.models import DECISION_WORDS, VERDICTS, Line
from plugins.it_assets.stocktake.rules import Decision
from plugins.it_assets.variance import queries, services

DECISIONS = {one: (text, "secondary") for one, text in DECISION_WORDS.items()}
DECIDE = Link("it_assets.variance.decide", "line_id")
BULK = (Decision.MOVE, Decision.BRING_BACK, Decision.SEARCH, Decision.NOT_OURS)


class VarianceListing(Listing):
    """What differs from the register."""

    query = queries.all_variances
    key = Line.id
    joined = TABLES
    columns = (
        Column("thing", _l("Tag or code"), THING, href=DECIDE),
        Column("model", _l("Equipment model"), EquipmentModel.name),
        Column("serial", _l("Serial number"), Asset.serial),
        Column("place", _l("Registered at"), Place.name),
        Column("cost", _l("Original cost"), Asset.cost, kind="money"),
        Column("verdict", _l("What was found"), Line.verdict, kind="badge", labels=VERDICTS),
        Column("decision", _l("Decision"), Line.decision, kind="badge", labels=DECISIONS),
        Column("value", _l("Value of the thing"), Line.value, kind="money"),
        Column("note", _l("Note"), Line.note),
        Column("line", _l("Place in the list"), Line.id, kind="number", sortable=True),
    )
    filters = (ChoiceFilter("verdict", _l("What was found"), Line.verdict, labels=VERDICTS),)
    groups = ("verdict", "decision")
    bulk = tuple(
        BulkAction(
            f"it_assets.variance.{one.value}",
            DECISION_WORDS[one],
            "it_assets.variance.decide",
            queries.with_keys,
            partial(services.decide, decision=one),
            "secondary",
        )
        for one in BULK
    )
    default_sort = ("line", "asc")
    empty_title = _l("No differences")
    empty_hint = _l("Everything is where the register says, and nothing else was found.")
