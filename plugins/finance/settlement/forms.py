"""What a person types in to dispute a line."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from core.forms import Form


class DisputeForm(Form):
    """Why the supplier does not agree with a line."""

    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=500)])
