"""What a person types in about an exchange."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.forms import Form, MoneyField, QuantityField, SelectChoice
from plugins.orders.ledger.models import Line


class ExchangeForm(Form):
    """What comes back, and what goes out for it."""

    line = SelectField(_l("Comes back"), [InputRequired()], coerce=int)
    quantity = QuantityField(_l("Quantity"), [InputRequired()])
    product = StringField(_l("Code of the replacement"), [InputRequired(), Length(max=64)])
    difference = MoneyField(_l("Price difference"), description=_l("What the buyer still owes."))
    freight = MoneyField(_l("Freight"), description=_l("What the buyer bears of the delivery."))
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=300)])

    def offer(self, lines: Iterable[Line]) -> None:
        """Let one choose among these lines."""
        self.line.choices = [
            SelectChoice(one.id, f"{one.position}. {one.product.title}") for one in lines
        ]


class InspectionForm(Form):
    """What the inspection found."""

    inspection = TextAreaField(_l("Inspection"), [Length(max=300)])


class ReceiptForm(Form):
    """How the buyer paid what was due."""

    receipt = StringField(_l("Paid by"), [InputRequired(), Length(max=100)])


class SendForm(Form):
    """The parcel of the replacement."""

    carrier = StringField(_l("Carrier"), [InputRequired(), Length(max=60)])
    tracking_number = StringField(_l("Tracking number"), [InputRequired(), Length(max=60)])
