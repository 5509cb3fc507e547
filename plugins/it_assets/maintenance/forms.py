"""What a person types in about maintenance."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from core.forms import EditedForm, Form, MoneyField, PickField
from core.party.models import Party
from plugins.it_assets.model import queries as models
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.purchase import queries as purchases

LONGEST = 120  # months


class RepairForm(Form):
    """Something that has to be done to an asset."""

    tag = StringField(_l("Tag of the asset"), [InputRequired(), Length(max=64)])
    title = StringField(_l("What is done"), [InputRequired(), Length(max=200)])
    vendor = PickField(_l("Vendor"), Party, purchases.vendors, none=_l("We do it ourselves"))
    due_on = DateField(_l("Due"), [InputRequired()])
    begins = BooleanField(_l("It begins now: the asset cannot be used meanwhile"))


class FinishForm(Form):
    """How maintenance ended."""

    finished_on = DateField(_l("Finished"), [InputRequired()])
    cost = MoneyField(_l("Cost of the repair"))
    result = TextAreaField(_l("Result"), [Length(max=500)])


class PlanForm(EditedForm):
    """What is done every few months to all assets of a model."""

    model = PickField(_l("Equipment model"), EquipmentModel, models.in_order)
    title = StringField(_l("What is done"), [InputRequired(), Length(max=200)])
    months = IntegerField(
        _l("Every so many months"), [InputRequired(), NumberRange(1, LONGEST)], default=12
    )
    is_active = BooleanField(_l("Plan in force"), default=True)
