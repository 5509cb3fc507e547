"""What a person types in about a dealer."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import Form, SelectChoice
from core.user.models import User
from plugins.orders.channel.models import Store


class DealerForm(Form):
    """Who reports orders for whom."""

    user = SelectField(_l("User"), [InputRequired()], coerce=int)
    party = StringField(_l("Code of the party"), [InputRequired(), Length(max=64)])
    store = SelectField(_l("Store"), [InputRequired()], coerce=int)

    def offer(self, people: Iterable[User], stores: Iterable[Store]) -> None:
        """Let one choose among these people and stores."""
        self.user.choices = [SelectChoice(one.id, f"{one.name} · {one.email}") for one in people]
        self.store.choices = [SelectChoice(one.id, one.name) for one in stores]
