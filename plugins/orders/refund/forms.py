"""What a person types in to ask for a refund."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.forms import Form, MoneyField, QuantityField, SelectChoice
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
