"""What people type in about users and their own preferences."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from core.choices import ManyField
from core.forms import Form, SelectChoice
from core.i18n import LANGUAGES
from core.role.models import Role

NEW = {"autocomplete": "new-password"}


class _PersonForm(Form):
    """What is asked about everybody."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=100)])
    language = SelectField(
        _l("Language"),
        choices=[
            SelectChoice("", _l("As the browser says")),
            *(SelectChoice(code, name) for code, name in LANGUAGES.items()),
        ],
    )
    roles = ManyField(_l("Roles"), option_widget=CheckboxInput())

    def offer(self, roles: Iterable[Role]) -> None:
        """Let one choose among these roles."""
        self.roles.choices = [SelectChoice(role.name, str(role.title)) for role in roles]


class CreateForm(_PersonForm):
    """A new user."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(), Length(max=254)],
        render_kw={"autocomplete": "off"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired()],
        description=_l("Tell it to the user, who can change it after signing in."),
        render_kw=NEW,
    )


class EditForm(_PersonForm):
    """What can be changed about a user."""

    active = BooleanField(_l("May sign in"))
    password = PasswordField(
        _l("New password"),
        [Optional()],
        description=_l("Leave it empty to keep the present one. A new one ends open sessions."),
        render_kw=NEW,
    )
    without_second_factor = BooleanField(
        _l("Switch off the second step when signing in"),
        description=_l("For somebody who has lost the authenticator app."),
    )


class PreferencesForm(Form):
    """How one sees the pages oneself."""

    language = SelectField(
        _l("Language"),
        choices=[
            SelectChoice("", _l("As the browser says")),
            *(SelectChoice(code, name) for code, name in LANGUAGES.items()),
        ],
    )
    theme = SelectField(
        _l("Colours"),
        choices=[
            SelectChoice("auto", _l("As the device says")),
            SelectChoice("light", _l("Light")),
            SelectChoice("dark", _l("Dark")),
        ],
    )
