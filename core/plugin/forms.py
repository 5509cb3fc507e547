"""The form that asks twice before records are deleted."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import AnyOf

from core.forms import Form


class PurgeForm(Form):
    """Asks to type the plugin's name."""

    name = StringField(_l("Type the plugin's name to delete its records"))

    def expect(self, name: str) -> None:
        """Accept this name only."""
        wrong = _l("This is not the name of the plugin.")
        self.name.validators = [AnyOf([name], message=wrong)]
