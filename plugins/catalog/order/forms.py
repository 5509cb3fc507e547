"""What a person types in when goods are ordered and when they come."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import Length, Optional

from core.forms import Form, QuantityField
from plugins.catalog.order.models import PurchaseOrder


class SendForm(Form):
    """When the goods are expected."""

    expected_on = DateField(
        _l("Expected"),
        [Optional()],
        description=_l("Empty: after the longest lead time of its products."),
    )


class ReceiptForm(Form):
    """What came; one field for each line is added by :func:`receipt_form`."""

    note = StringField(_l("Delivery note"), [Length(max=200)])

    @property
    def quantities(self) -> dict[int, Decimal]:
        """The units that came, by the keys of the order's lines."""
        return {
            int(one.name.removeprefix("quantity_")): one.data
            for one in self
            if one.name.startswith("quantity_") and one.data
        }


def receipt_form(order: PurchaseOrder) -> ReceiptForm:
    """Return the form for what came of an order; what is still to come is proposed."""
    fields = {
        f"quantity_{line.id}": QuantityField(
            _l("Quantity"), [Optional()], default=f"{line.outstanding:f}"
        )
        for line in order.lines
        if line.outstanding
    }
    form: type[ReceiptForm] = type("OrderReceiptForm", (ReceiptForm,), fields)
    return form()
