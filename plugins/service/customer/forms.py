"""What a person types in about a customer."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from core.forms import Form


class CustomerForm(Form):
    """A new customer with a first number to reach."""

    name = StringField(_l("Full name"), [InputRequired(), Length(max=200)])
    is_company = BooleanField(_l("Company"))
    phone = StringField(_l("Telephone"), [Length(max=40)])
    email = StringField(_l("E-mail"), [Length(max=200)])
    agreed = BooleanField(_l("The customer agreed to be reached this way"))
    region = StringField(_l("Region"), [Length(max=100)])
    city = StringField(_l("City"), [Length(max=100)])
    note = TextAreaField(_l("Note"), [Length(max=2000)])

    def validate_name(self, field: StringField) -> None:
        """Refuse a name of blanks."""
        if not (field.data or "").strip():
            raise ValidationError(_("Write a name."))
