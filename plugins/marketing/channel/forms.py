"""What a person types in about channels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import EditedForm, EnumField, Form
from plugins.marketing.channel.models import KIND_WORDS

NAME = (InputRequired(), Length(max=100))


class ChannelForm(Form):
    """A new channel."""

    code = StringField(
        _l("Code"),
        [InputRequired(), Length(max=40)],
        description=_l("Letters, digits and underscores; links carry it as utm_source."),
    )
    name = StringField(_l("Name"), NAME)
    kind = EnumField(_l("Kind"), KIND_WORDS)


class ChannelEditForm(EditedForm):
    """What may change of a channel."""

    name = StringField(_l("Name"), NAME)
    kind = EnumField(_l("Kind"), KIND_WORDS)
    is_active = BooleanField(_l("In use"), description=_l("New links are built for it."))
