"""What a person types in about leads."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.forms import Form, SelectChoice
from plugins.marketing.touch.models import TOUCH_WORDS

KINDS = [SelectChoice(kind.value, text) for kind, text in TOUCH_WORDS.items()]


class LeadForm(Form):
    """A new lead and what reached it."""

    code = StringField(
        _l("Code"),
        [InputRequired(), Length(max=64)],
        description=_l("A number by which you know the lead again."),
    )
    name = StringField(_l("Name"), [Length(max=200)])
    contacted_on = DateField(_l("First contact"), [InputRequired()])
    channel = SelectField(_l("Channel"), coerce=int)
    campaign = SelectField(_l("Campaign"), coerce=int)


class TouchForm(Form):
    """What reached a lead now."""

    channel = SelectField(_l("Channel"), coerce=int)
    campaign = SelectField(_l("Campaign"), coerce=int)
    kind = SelectField(_l("How"), choices=KINDS)


class WinForm(Form):
    """Who a lead became."""

    customer = StringField(
        _l("Customer code"),
        [Length(max=64)],
        description=_l("Of the party; orders of the party are credited to what reached the lead."),
    )


class LoseForm(Form):
    """Why a lead will not buy."""

    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=500)])
