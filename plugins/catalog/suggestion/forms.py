"""What a person types in to decide a suggestion."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import Form, QuantityField


class AcceptForm(Form):
    """The quantity that is asked for."""

    quantity = QuantityField(_l("Quantity"), [InputRequired()])


class DismissForm(Form):
    """Why it is not bought, and when to ask again."""

    reason = StringField(_l("Reason"), [InputRequired(), Length(max=300)])
    until = DateField(_l("Not before"), [InputRequired()])


class SnoozeForm(Form):
    """When to decide."""

    decide_on = DateField(_l("Decide on"), [InputRequired()])
