"""What people type in about channels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from core.channel.models import KINDS
from core.forms import Form, SelectChoice

NONE = ""
HOURS = [SelectChoice(NONE, "–"), *(SelectChoice(str(one), f"{one}:00") for one in range(24))]


class ChannelForm(Form):
    """Where somebody wants to be told, and when."""

    kind = SelectField(
        _l("Kind"), choices=[SelectChoice(one.value, text) for one, text in KINDS.items()]
    )
    name = StringField(_l("Title"), [InputRequired(), Length(max=100)])
    address = PasswordField(
        _l("Address"),
        [InputRequired(), Length(max=500)],
        description=_l(
            "An e-mail address, or the whole address of a robot; it is not shown again."
        ),
        render_kw={"autocomplete": "off"},
    )
    secret = PasswordField(
        _l("Secret of the robot"),
        [Length(max=200)],
        description=_l("DingTalk only, where the robot checks signatures."),
        render_kw={"autocomplete": "off"},
    )
    quiet_from = SelectField(_l("Quiet from"), choices=HOURS)
    quiet_to = SelectField(_l("Quiet until"), choices=HOURS)
    digest = SelectField(
        _l("Daily digest at"),
        choices=HOURS,
        description=_l("Tells everything of a day at once; without an hour each thing at once."),
    )
