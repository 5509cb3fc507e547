"""What fields of forms refuse beyond what WTForms knows."""

from __future__ import annotations

from flask_babel import gettext as _
from wtforms import Field, Form
from wtforms.validators import ValidationError

from core.company import today


def not_in_future(form: Form, field: Field) -> None:
    """Refuse a day that has not come yet: what is entered has happened."""
    if field.data and field.data > today():
        raise ValidationError(_("This day has not come yet."))
