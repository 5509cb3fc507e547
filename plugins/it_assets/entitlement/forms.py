"""What a person types in about an entitlement."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from core.forms import EditedForm, MoneyField, PickField
from core.organisation.models import Post
from plugins.it_assets.category import queries as categories
from plugins.it_assets.category.models import Category
from plugins.it_assets.entitlement import queries

MOST = 1000


class EntitlementForm(EditedForm):
    """How much equipment of a category comes with a post."""

    post = PickField(_l("Post"), Post, queries.posts)
    category = PickField(_l("Equipment category"), Category, categories.in_order)
    quantity = IntegerField(_l("Quantity"), [InputRequired(), NumberRange(0, MOST)], default=1)
    price = MoneyField(_l("At most for one"), description=_l("Leave it empty for no limit."))
