"""What a person types in about a service level."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from core.forms import EnumField, Form
from plugins.service.sla.models import PRIORITIES

YEAR = 525_600


class LevelForm(Form):
    """A promise in minutes of working time."""

    priority = EnumField(_l("Priority"), PRIORITIES)
    valid_from = DateField(_l("From"), [InputRequired()])
    first_minutes = IntegerField(
        _l("Minutes to the first response"), [InputRequired(), NumberRange(1, YEAR)]
    )
    next_minutes = IntegerField(
        _l("Minutes to each next response"), [InputRequired(), NumberRange(1, YEAR)]
    )
    resolution_minutes = IntegerField(
        _l("Minutes to the resolution"), [InputRequired(), NumberRange(1, YEAR)]
    )
