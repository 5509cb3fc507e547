"""What a person types in about channels."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from core.forms import Form, SelectChoice
from plugins.marketing.channel.models import KIND_WORDS, ChannelKind

NAME = (InputRequired(), Length(max=100))
KINDS = [SelectChoice(kind.value, text) for kind, text in KIND_WORDS.items()]


def _kind(value: Any) -> str:
    return value.value if isinstance(value, ChannelKind) else str(value)


class EditedForm(Form):
    """A form that notices whether somebody else was faster."""

    version_id = IntegerField(widget=HiddenInput(), default=0)

    @property
    def version(self) -> int:
        """The version that the person saw before typing."""
        return self.version_id.data or 0

    def see(self, record: Any) -> None:
        """Note that the person has seen the record as it is now."""
        self.version_id.raw_data = None
        self.version_id.data = record.version_id


class ChannelForm(Form):
    """A new channel."""

    code = StringField(
        _l("Code"),
        [InputRequired(), Length(max=40)],
        description=_l("Letters, digits and underscores; links carry it as utm_source."),
    )
    name = StringField(_l("Name"), NAME)
    kind = SelectField(_l("Kind"), choices=KINDS)


class ChannelEditForm(EditedForm):
    """What may change of a channel."""

    name = StringField(_l("Name"), NAME)
    kind = SelectField(_l("Kind"), choices=KINDS, coerce=_kind)
    is_active = BooleanField(_l("In use"), description=_l("New links are built for it."))
