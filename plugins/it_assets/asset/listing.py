"""The list of assets."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing, NumberFilter, PersonFilter
from plugins.it_assets.asset import queries
from plugins.it_assets.asset.models import STATES, Asset
from plugins.it_assets.category.models import Category
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place.models import Place


class AssetListing(Listing):
    """All assets."""

    target = "it_assets.asset"
    query = queries.all_assets
    key = Asset.id
    joined = (
        (EquipmentModel, EquipmentModel.id == Asset.model_id),
        (Category, Category.id == Asset.category_id),
        (Place, Place.id == Asset.place_id),
    )
    columns = (
        Column(
            "tag",
            _l("Asset tag"),
            Asset.tag,
            href=Link("it_assets.asset.detail", "asset_id"),
            sortable=True,
        ),
        Column("name", _l("Name of the asset"), Asset.name, sortable=True),
        Column("model", _l("Equipment model"), EquipmentModel.name, is_further=True),
        Column("category", _l("Equipment category"), Category.name),
        Column("serial", _l("Serial number"), Asset.serial),
        Column("place", _l("Place of equipment"), Place.name),
        Column("holder", _l("Holder"), Asset.holder_name, sortable=True),
        Column("purchased_on", _l("Purchased on"), Asset.purchased_on, kind="date"),
        Column("warranty_until", _l("Warranty until"), Asset.warranty_until, kind="date"),
        Column("cost", _l("Original cost"), Asset.cost, kind="money", sortable=True),
        Column("state", _l("State"), Asset.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Asset.state, labels=STATES),
        PersonFilter("holder", _l("Holder"), Asset.holder_id),
        DateFilter("purchased", _l("Purchased on"), Asset.purchased_on),
        DateFilter("warranty", _l("Warranty until"), Asset.warranty_until),
        NumberFilter("cost", _l("Original cost"), Asset.cost),
    )
    groups = ("state",)
    totals = ("cost",)
    currency = Asset.currency
    search = Asset
    default_sort = ("tag", "asc")
    empty_title = _l("No equipment yet")
    empty_hint = _l("Enter a piece, import a file, or receive a purchase.")
