"""What a person types in about an identity."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import EnumField, Form
from plugins.service.identity.models import CONSENTS, KINDS


class IdentityForm(Form):
    """A number or account of a customer."""

    kind = EnumField(_l("Kind"), KINDS)
    value = StringField(_l("Identity"), [InputRequired(), Length(max=200)])
    scope = StringField(
        _l("Platform or app"),
        [Length(max=60)],
        description=_l("For accounts of platforms and WeChat openids."),
    )
    consent = EnumField(_l("Consent"), CONSENTS)
    purpose = StringField(
        _l("Purpose"), [Length(max=200)], description=_l("What the customer agreed to.")
    )
    is_verified = BooleanField(_l("The customer proved to own it"))


class ConsentForm(Form):
    """Whether a customer agreed to be reached."""

    consent = EnumField(_l("Consent"), CONSENTS)
    purpose = StringField(_l("Purpose"), [Length(max=200)])
