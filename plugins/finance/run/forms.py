"""What a person types in to settle a period."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import InputRequired

from core.forms import Form


class RunForm(Form):
    """The period to settle: from its first day to the day after its last."""

    period_from = DateField(_l("From"), [InputRequired()])
    period_to = DateField(
        _l("To"), [InputRequired()], description=_l("The day after the last day of the period.")
    )
