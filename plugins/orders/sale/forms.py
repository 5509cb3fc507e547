"""What a person types in about a sale."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, StringField
from wtforms.validators import Length

from core.errors import BusinessError
from core.forms import MoneyField, SubForm
from plugins.orders.refund.forms import QuantityField
from plugins.orders.sale.services import NOTHING, Item

ROWS = 5


class ItemForm(SubForm):
    """One row of what is sold; an empty row is none."""

    product = StringField(_l("Product code"), [Length(max=64)])
    quantity = QuantityField(_l("Quantity"))
    price = MoneyField(_l("Price of the row"))


class SupplyForm(ItemForm):
    """One row with freight and supplier."""

    freight = MoneyField(_l("Freight"))
    supplier = StringField(_l("Code of the supplier"), [Length(max=64)])


def rows(form: type[ItemForm]) -> FieldList[FormField[ItemForm]]:
    """Return the field for a few rows of what is sold."""
    return FieldList(FormField(form), _l("Products"), min_entries=ROWS, max_entries=50)


def items_of(field: FieldList[FormField[ItemForm]]) -> list[Item]:
    """Return the rows that were filled in.

    :raises BusinessError: if a row has a part only.
    """
    found = []
    for at, row in enumerate(field, start=1):
        told = row.form.data
        if not any(told.values()):
            continue
        if not told["product"] or told["quantity"] is None or told["price"] is None:
            raise BusinessError(
                _("Row %(row)s: write the product, its quantity and its price.", row=at),
                field=field.name,
            )
        found.append(
            Item(
                told["product"].strip(),
                told["quantity"],
                told["price"],
                told.get("freight") or NOTHING,
                (told.get("supplier") or "").strip(),
                row=at,
            )
        )
    return found
