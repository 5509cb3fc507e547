"""What a person types in about a counter."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from core.forms import Form

MOST = 10**12


class ReadingForm(Form):
    """A reading of the counter of an asset."""

    on = DateField(_l("Read on"), [InputRequired()])
    units = IntegerField(_l("Units so far"), [InputRequired(), NumberRange(0, MOST)])
