"""What a person types in about a model."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.forms import EditedForm, PickField
from plugins.it_assets.category import queries as categories
from plugins.it_assets.category.models import Category
from plugins.it_assets.model.models import NAME_LENGTH, NUMBER_LENGTH


class ModelForm(EditedForm):
    """A model; its category is chosen once."""

    category = PickField(_l("Equipment category"), Category, categories.in_order)
    name = StringField(_l("Name of the model"), [InputRequired(), Length(max=NAME_LENGTH)])
    manufacturer = StringField(_l("Manufacturer"), [Length(max=NAME_LENGTH)])
    number = StringField(_l("Model number"), [Length(max=NUMBER_LENGTH)])
    note = TextAreaField(_l("Note"), [Length(max=2000)])
