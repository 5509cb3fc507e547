"""What a person types in about points."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.forms import Form, MoneyField


class AdjustForm(Form):
    """Points that are given or taken by hand."""

    party = StringField(_l("Code of the party"), [InputRequired(), Length(max=64)])
    points = MoneyField(
        _l("Points"), [InputRequired()], description=_l("With a minus sign they are taken away.")
    )
    note = TextAreaField(_l("Reason"), [InputRequired(), Length(max=300)])
