"""What people type in about roles."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Regexp

from core.forms import Form


class RoleForm(Form):
    """A new role, which holds nothing yet."""

    title = StringField(_l("Title"), [InputRequired(), Length(max=100)])
    name = StringField(
        _l("Short name"),
        [
            InputRequired(),
            Length(max=80),
            Regexp(r"^[a-z][a-z0-9_]*$", message=_l("Use small letters, digits and underscores.")),
        ],
        description=_l("For commands, such as finance_clerk."),
    )
