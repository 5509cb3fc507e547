"""What a person types in about an identity."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import Form, SelectChoice
from plugins.service.identity.models import CONSENTS, KINDS


class IdentityForm(Form):
    """A number or account of a customer."""

    kind = SelectField(
        _l("Kind"), choices=[SelectChoice(kind.value, text) for kind, text in KINDS.items()]
    )
    value = StringField(_l("Identity"), [InputRequired(), Length(max=200)])
    scope = StringField(
        _l("Platform or app"),
        [Length(max=60)],
        description=_l("For accounts of platforms and WeChat openids."),
    )
    consent = SelectField(
        _l("Consent"),
        choices=[SelectChoice(one.value, text) for one, (text, _colour) in CONSENTS.items()],
    )
    purpose = StringField(
        _l("Purpose"), [Length(max=200)], description=_l("What the customer agreed to.")
    )
    is_verified = BooleanField(_l("The customer proved to own it"))


class ConsentForm(Form):
    """Whether a customer agreed to be reached."""

    consent = SelectField(
        _l("Consent"),
        choices=[SelectChoice(one.value, text) for one, (text, _colour) in CONSENTS.items()],
    )
    purpose = StringField(_l("Purpose"), [Length(max=200)])
