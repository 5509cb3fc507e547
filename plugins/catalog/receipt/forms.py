"""What a person types in to send goods back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from core.forms import Form, QuantityField


class SendBackForm(Form):
    """Units that go back to the supplier, and why."""

    quantity = QuantityField(_l("Quantity"), [InputRequired()])
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=200)])
