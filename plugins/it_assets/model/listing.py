"""The list of models."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import Column, Link, Listing, TextFilter
from plugins.it_assets.category.models import Category
from plugins.it_assets.model import queries
from plugins.it_assets.model.models import EquipmentModel


class ModelListing(Listing):
    """All models."""

    target = "it_assets.model"
    query = queries.all_models
    key = EquipmentModel.id
    joined = ((Category, Category.id == EquipmentModel.category_id),)
    columns = (
        Column(
            "name",
            _l("Name of the model"),
            EquipmentModel.name,
            href=Link("it_assets.model.edit", "model_id"),
            sortable=True,
        ),
        Column("manufacturer", _l("Manufacturer"), EquipmentModel.manufacturer),
        Column("number", _l("Model number"), EquipmentModel.number),
        Column("category", _l("Equipment category"), Category.name),
    )
    filters = (TextFilter("manufacturer", _l("Manufacturer"), EquipmentModel.manufacturer),)
    search = EquipmentModel
    default_sort = ("name", "asc")
    empty_title = _l("No models yet")
    empty_hint = _l("Enter one, or import equipment.")
