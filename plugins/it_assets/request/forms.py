"""What a person types in to ask for equipment."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.forms import Form, MoneyField, PickField
from plugins.it_assets.model import queries as models
from plugins.it_assets.model.models import EquipmentModel

MOST = 1000


class RequestForm(Form):
    """Some pieces of a model, or of what the colleague describes."""

    model = PickField(
        _l("Equipment model"), EquipmentModel, models.in_order, none=_l("Not in the list")
    )
    title = StringField(
        _l("What is needed"),
        [Length(max=200)],
        description=_l("Only if no model fits, such as: 13-inch ultrabook for travel."),
    )
    quantity = IntegerField(_l("Quantity"), [InputRequired(), NumberRange(1, MOST)], default=1)
    price = MoneyField(_l("Estimated price of one"), [InputRequired()])
    needed_on = DateField(_l("Needed on"), [Optional()])
    reason = TextAreaField(_l("What it is needed for"), [InputRequired(), Length(max=500)])


class AskForm(Form):
    """The price with which somebody asks again."""

    price = MoneyField(_l("Estimated price of one"), [InputRequired()])
