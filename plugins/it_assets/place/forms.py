"""What a person types in about a place."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import EditedForm
from plugins.it_assets.place.models import ADDRESS_LENGTH, NAME_LENGTH


class PlaceForm(EditedForm):
    """A place."""

    name = StringField(_l("Name of the place"), [InputRequired(), Length(max=NAME_LENGTH)])
    address = StringField(_l("Address"), [Length(max=ADDRESS_LENGTH)])
    is_active = BooleanField(_l("In use"), default=True)
