"""What a person types in to ask for a refund."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from core.forms import Form, MoneyField, SelectChoice
from plugins.orders.ledger.models import Line
from plugins.orders.refund.models import LIABILITY_WORDS
from plugins.orders.refund.rules import NOTHING, Claim


class RefundForm(Form):
    """A refund of one order; fields for its lines are added by :func:`refund_form`."""

    liability = SelectField(
        _l("Whose fault"),
        choices=[SelectChoice(value.value, label) for value, label in LIABILITY_WORDS.items()],
    )
    returns_commission = BooleanField(_l("The platform gives its commission back"), default=True)
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=500)])

    def wanted(self, lines: Iterable[Line]) -> dict[int, Claim]:
        """Return what was typed for each line; without a price, what the quantity is worth."""
        return {
            line.id: Claim(
                self.data[f"quantity_{line.id}"] or NOTHING,
                self.data[f"price_{line.id}"],
                self.data[f"freight_{line.id}"] or NOTHING,
            )
            for line in lines
        }


class QuantityField(MoneyField):
    """A quantity with up to three decimals."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the quantity."""
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = Decimal(valuelist[0].strip().replace(",", ""))
            except InvalidOperation as error:
                raise ValidationError(_("Write a quantity such as 2 or 0.125.")) from error
            if not self.data.is_finite() or self.data != self.data.quantize(FINEST):
                raise ValidationError(_("Write a quantity such as 2 or 0.125."))


FINEST = Decimal("0.001")
PARTS = {
    "quantity": (_l("Quantity"), QuantityField),
    "price": (_l("Price"), MoneyField),
    "freight": (_l("Freight"), MoneyField),
}


def refund_form(lines: Sequence[Line]) -> RefundForm:
    """Return a form with three fields for each line: quantity, price and freight."""
    fields = {
        f"{part}_{line.id}": kind(label) for line in lines for part, (label, kind) in PARTS.items()
    }
    made: RefundForm = type("OrderRefundForm", (RefundForm,), fields)()
    return made
