"""What a person types in about channels and stores."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from core.forms import Form, SelectChoice
from plugins.orders.channel.models import KIND_WORDS, ChannelKind

NAME = (InputRequired(), Length(max=100))
CODE = (InputRequired(), Length(max=40))
OWNER_HINT = _l("The code of the party whose shop it is; empty: the company's own.")


def _kind(value: Any) -> str:
    return value.value if isinstance(value, ChannelKind) else str(value)


class _Edited(Form):
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
    """A platform or a way to sell."""

    code = StringField(_l("Code"), CODE)
    name = StringField(_l("Name"), NAME)
    kind = SelectField(
        _l("Kind"), choices=[SelectChoice(kind.value, text) for kind, text in KIND_WORDS.items()]
    )


class ChannelEditForm(_Edited):
    """What may change of a channel."""

    name = StringField(_l("Name"), NAME)
    kind = SelectField(
        _l("Kind"),
        choices=[SelectChoice(kind.value, text) for kind, text in KIND_WORDS.items()],
        coerce=_kind,
    )


class StoreForm(Form):
    """A shop on a channel."""

    channel = SelectField(_l("Channel"), coerce=int)
    code = StringField(_l("Code"), CODE)
    name = StringField(_l("Name"), NAME)
    owner = StringField(_l("Owner"), [Length(max=64)], description=OWNER_HINT)


class StoreEditForm(_Edited):
    """What may change of a shop."""

    name = StringField(_l("Name"), NAME)
    owner = StringField(_l("Owner"), [Length(max=64)], description=OWNER_HINT)
    is_active = BooleanField(_l("Active"))
