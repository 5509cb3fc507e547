"""The list of categories."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing
from plugins.it_assets.category import queries
from plugins.it_assets.category.models import METHODS, Category

LABELS = {one: (text, "secondary") for one, text in METHODS.items()}


class CategoryListing(Listing):
    """All categories."""

    query = queries.all_categories
    key = Category.id
    columns = (
        Column(
            "name",
            _l("Name of the category"),
            Category.name,
            href=Link("it_assets.category.edit", "category_id"),
            sortable=True,
        ),
        Column("method", _l("Depreciation"), Category.method, kind="badge", labels=LABELS),
        Column("months", _l("Useful life in months"), Category.months, kind="number"),
        Column("residual_rate", _l("Residual share"), Category.residual_rate, kind="percent"),
    )
    filters = (ChoiceFilter("method", _l("Depreciation"), Category.method, labels=LABELS),)
    default_sort = ("name", "asc")
    empty_title = _l("No categories yet")
    empty_hint = _l("Enter one, such as laptops, or import equipment.")
