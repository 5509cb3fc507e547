"""What people type in about comments."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired

from core.forms import Form


class CommentForm(Form):
    """What somebody says; ``subject`` is signed and names the record."""

    subject = HiddenField()
    body = TextAreaField(
        _l("Comment"),
        [InputRequired()],
        description=_l("Write @ and a name to tell a colleague."),
        render_kw={"rows": 2},
    )
