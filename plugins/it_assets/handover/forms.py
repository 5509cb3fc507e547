"""What a person types in about a handover."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.forms import EnumField, Form, PickField
from core.user import queries as users
from core.user.models import User
from plugins.it_assets.asset.models import HOLDER_LENGTH
from plugins.it_assets.handover.models import KINDS


class HandoverForm(Form):
    """Who receives which assets, or gives them back."""

    kind = EnumField(_l("Direction"), KINDS)
    person = PickField(
        _l("Receiver"),
        User,
        users.colleagues,
        none="–",
        description=_l("For a check-out; a check-in is signed by whoever has the assets."),
    )
    name = StringField(_l("Receiver without an account"), [Length(max=HOLDER_LENGTH)])
    party = StringField(_l("Code of a receiving party"), [Length(max=64)])
    due_on = DateField(
        _l("Due back"), [Optional()], description=_l("For a loan, such as one for a journey.")
    )
    purpose = StringField(_l("Purpose"), [Length(max=200)])
    tags = TextAreaField(
        _l("Asset tags"),
        [InputRequired(), Length(max=50_000)],
        description=_l("One on each line, with its condition after a comma if it is worth noting."),
    )


class DueForm(Form):
    """Another day of return."""

    due_on = DateField(_l("Due back"), [Optional()], description=_l("Without a day it is no loan."))


class SignForm(Form):
    """The signature; ``seen`` is the fingerprint of what was read above it."""

    signature = StringField(
        _l("Your name"),
        [InputRequired(), Length(max=100)],
        description=_l("Typing it confirms that you agree to all that stands above."),
    )
    drawing = HiddenField(_l("Your signature"))
    seen = HiddenField()
