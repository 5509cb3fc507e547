"""What a person types in about stock that moves."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import Form, QuantityField


class AdjustForm(Form):
    """A correction of what lies in a warehouse."""

    product = StringField(_l("Product code"), [InputRequired(), Length(max=64)])
    warehouse = SelectField(_l("Warehouse"), coerce=int)
    quantity = QuantityField(
        _l("Quantity"),
        [InputRequired()],
        description=_l("Below zero for units that are missing."),
    )
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=200)])


class TransferForm(Form):
    """Units that go from one warehouse to another."""

    product = StringField(_l("Product code"), [InputRequired(), Length(max=64)])
    warehouse = SelectField(_l("From"), coerce=int)
    target = SelectField(_l("To"), coerce=int)
    quantity = QuantityField(
        _l("Quantity"),
        [InputRequired()],
    )
    reason = StringField(_l("Reason"), [Length(max=200)])
