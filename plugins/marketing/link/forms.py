"""What a person types in about short links."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import Form
from plugins.marketing.channel.forms import EditedForm

TITLE = (InputRequired(), Length(max=100))
TARGET = (InputRequired(), Length(max=2000))


class LinkForm(Form):
    """A new link: channel and campaign are picked, never typed."""

    title = StringField(_l("Title"), TITLE, description=_l("Where it is shown, such as: poster."))
    channel = SelectField(_l("Channel"), coerce=int)
    campaign = SelectField(_l("Campaign"), coerce=int)
    target = StringField(_l("Target"), TARGET, description=_l("Where it leads."))


class LinkEditForm(EditedForm):
    """What may change of a link."""

    title = StringField(_l("Title"), TITLE)
    target = StringField(_l("Target"), TARGET)
    is_active = BooleanField(_l("In use"))
