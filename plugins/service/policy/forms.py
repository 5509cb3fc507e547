"""What a person types in about an after-sales policy."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from core.forms import EnumField, Form
from plugins.service.policy.models import RIGHTS

MOST = 3_650


class PolicyForm(Form):
    """How long a right lasts."""

    entitlement = EnumField(_l("Right"), RIGHTS)
    category = StringField(
        _l("Category"),
        [Length(max=100)],
        description=_l("Leave it empty for all that have no policy of their own."),
    )
    valid_from = DateField(_l("Signed for from"), [InputRequired()])
    days = IntegerField(
        _l("Days"),
        [InputRequired(), NumberRange(0, MOST)],
        description=_l("The day after signing is the first; 0 excludes the category."),
    )
    basis = StringField(_l("Basis"), [Length(max=200)])
