"""What a person types in about a warehouse."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.forms import EditedForm


class WarehouseForm(EditedForm):
    """A warehouse; its code is asked for once."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])
    name = StringField(_l("Name of the warehouse"), [InputRequired(), Length(max=100)])
    ships = BooleanField(
        _l("Ships the orders"), description=_l("What shops sell leaves this warehouse.")
    )
    counts_from = DateField(
        _l("Stock counts from"),
        [Optional()],
        description=_l("What was sold before that day did not leave this warehouse."),
    )
    is_active = BooleanField(_l("Active"), default=True)
