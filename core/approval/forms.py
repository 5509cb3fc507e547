"""What people type in about approvals."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.forms import Form, SelectChoice
from core.user.models import User


class DecisionForm(Form):
    """Why somebody decides so."""

    reason = TextAreaField(
        _l("Reason"),
        [Length(max=500)],
        description=_l("Needed to return or to reject."),
        render_kw={"rows": 2},
    )


class SignerForm(Form):
    """Who shall sign too."""

    colleague = SelectField(_l("Colleague"), [InputRequired()], coerce=int)

    def offer(self, people: Iterable[User], without: Iterable[int]) -> None:
        """Let one choose among these people, except some."""
        left_out = set(without)
        self.colleague.choices = [
            SelectChoice(one.id, one.name) for one in people if one.id not in left_out
        ]
