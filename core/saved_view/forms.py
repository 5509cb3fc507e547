"""The form that saves a view of a list."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import Form
from core.saved_view.models import TITLE_LENGTH


class SavedViewForm(Form):
    """A name, and whether colleagues may use the view."""

    title = StringField(_l("Name"), [InputRequired(), Length(max=TITLE_LENGTH)])
    is_shared = BooleanField(_l("Share it with colleagues"))
