"""What a person types in about a category."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from core.forms import EditedForm, EnumField, RateField
from plugins.it_assets.category.models import METHODS, NAME_LENGTH
from plugins.it_assets.category.services import LIFE

LONGEST = 600


class CategoryForm(EditedForm):
    """How equipment of a kind loses value."""

    name = StringField(_l("Name of the category"), [InputRequired(), Length(max=NAME_LENGTH)])
    method = EnumField(_l("Depreciation"), METHODS)
    months = IntegerField(
        _l("Useful life in months"), [InputRequired(), NumberRange(1, LONGEST)], default=LIFE
    )
    residual_rate = RateField(_l("Residual share"), [InputRequired()])
    terms = TextAreaField(
        _l("Terms of use"),
        [Length(max=2000)],
        description=_l("Who receives such equipment signs for them."),
    )
