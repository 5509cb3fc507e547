"""Which defect rates a person wants to see."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import InputRequired, ValidationError

from core.forms import EnumField, Form
from plugins.service.quality.models import BYS, By


class RatesForm(Form):
    """A question, asked by the address."""

    class Meta:  # noqa: D106 - WTForms reads it
        csrf = False

    by = EnumField(_l("Rates"), BYS, default=By.PRODUCT)
    first = DateField(_l("From"), [InputRequired()])
    last = DateField(_l("Until"), [InputRequired()])

    def validate_last(self, field: DateField) -> None:
        """Refuse a period that ends before it begins."""
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(_("The period ends before it begins."))
