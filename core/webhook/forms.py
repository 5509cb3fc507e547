"""What people type in about webhooks."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput

from core.choices import ManyField
from core.forms import Form, SelectChoice
from core.history.models import kinds


class WebhookForm(Form):
    """An address and what it is told of."""

    name = StringField(_l("Title"), [InputRequired(), Length(max=100)])
    url = StringField(
        _l("Address"),
        [InputRequired(), Length(max=500)],
        description=_l("It gets a POST with JSON, such as https://example.org/hook."),
        render_kw={"type": "url"},
    )
    kinds = ManyField(
        _l("Kinds of record"),
        option_widget=CheckboxInput(),
        description=_l("Choose none to tell of everything."),
    )

    def offer(self) -> None:
        """Let one choose among the kinds of record that are known now."""
        self.kinds.choices = [SelectChoice(name, title) for name, title in sorted(kinds().items())]
