"""What a person types in about stock that moves."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from core.forms import Form, PickField, QuantityField
from plugins.catalog.warehouse import queries as warehouses
from plugins.catalog.warehouse.models import Warehouse


class AdjustForm(Form):
    """A correction of what lies in a warehouse."""

    product = StringField(_l("Product code"), [InputRequired(), Length(max=64)])
    warehouse = PickField(_l("Warehouse"), Warehouse, warehouses.open_names)
    quantity = QuantityField(
        _l("Quantity"), [InputRequired()], description=_l("Below zero for units that are missing.")
    )
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=200)])


class TransferForm(Form):
    """Units that go from one warehouse to another."""

    product = StringField(_l("Product code"), [InputRequired(), Length(max=64)])
    warehouse = PickField(_l("From warehouse"), Warehouse, warehouses.open_names)
    target = PickField(_l("To warehouse"), Warehouse, warehouses.open_names)
    quantity = QuantityField(_l("Quantity"), [InputRequired()])
    reason = StringField(_l("Reason"), [Length(max=200)])
