"""What a person types in to ask for a purchase."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.forms import Form, MoneyField, PickField, QuantityField
from plugins.catalog.warehouse import queries as warehouses
from plugins.catalog.warehouse.models import Warehouse


class RequestForm(Form):
    """Some units of a product of a supplier, for a warehouse."""

    product = StringField(_l("Product code"), [InputRequired(), Length(max=64)])
    supplier = StringField(_l("Supplier code"), [InputRequired(), Length(max=64)])
    warehouse = PickField(_l("Warehouse"), Warehouse, warehouses.open_names)
    quantity = QuantityField(_l("Quantity"), [InputRequired()])
    price = MoneyField(_l("Purchase price"), [InputRequired()])
    needed_on = DateField(_l("Needed on"), [Optional()])
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=500)])
