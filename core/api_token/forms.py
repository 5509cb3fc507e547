"""What people type in about tokens."""

from __future__ import annotations

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput

from core.choices import ManyField
from core.forms import Form, SelectChoice
from core.permissions import allowed


class TokenForm(Form):
    """A new token: what it is for, how long it is valid, and what it may do."""

    name = StringField(
        _l("Purpose"), [InputRequired(), Length(max=100)], description=_l("What the token is for.")
    )
    days = IntegerField(_l("Valid for days"), [InputRequired()], default=90)
    scopes = ManyField(_l("Scopes"), option_widget=CheckboxInput())

    def offer(self) -> None:
        """Let one choose among what one may do oneself."""
        self.scopes.choices = [
            SelectChoice(name, f"{manifest.title}: {permission.title}")
            for manifest in current_app.extensions["bumen.manifests"]
            for name, permission in manifest.permissions.items()
            if allowed(name)
        ]
