"""What a person types in about supply terms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from core.forms import Form, MoneyField, QuantityField

MOST_DAYS = 1_000


class SupplyForm(Form):
    """How a supplier delivers a product."""

    product = StringField(_l("Product code"), [InputRequired(), Length(max=64)])
    supplier = StringField(_l("Supplier code"), [InputRequired(), Length(max=64)])
    lead_days = IntegerField(_l("Lead time in days"), [InputRequired(), NumberRange(0, MOST_DAYS)])
    lead_deviation = QuantityField(
        _l("Varies by days"), [InputRequired(), NumberRange(0, MOST_DAYS)], default="0"
    )
    minimum = QuantityField(_l("Least quantity"), [InputRequired()], default="1")
    pack = QuantityField(_l("Pack"), [InputRequired()], default="1")
    price = MoneyField(_l("Purchase price"), [InputRequired()])
    is_usual = BooleanField(_l("Usual supplier"), default=True)
