"""What people type in about delegations."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from core.forms import Form, SelectChoice
from core.user.models import User


class DelegationForm(Form):
    """Who signs, and on which days."""

    delegate = SelectField(_l("Delegate"), [InputRequired()], coerce=int)
    from_on = DateField(_l("From"), [InputRequired()])
    until_on = DateField(
        _l("Until before"),
        [InputRequired()],
        description=_l("The day on which you sign yourself again."),
    )

    def offer(self, people: Iterable[User], without: int) -> None:
        """Let one choose among these people, except oneself."""
        self.delegate.choices = [
            SelectChoice(one.id, one.name) for one in people if one.id != without
        ]
