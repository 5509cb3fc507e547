"""What a person types in about campaigns."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from core.forms import EditedForm, Form, MoneyField

COUNT = (InputRequired(), NumberRange(0, 1_000_000_000))


class CampaignForm(EditedForm):
    """A campaign with its budget and what is expected of it."""

    title = StringField(_l("Title"), [InputRequired(), Length(max=100)])
    goal = TextAreaField(_l("Goal"), [Length(max=500)])
    starts_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(_l("Last day"), [InputRequired()])
    budget = MoneyField(_l("Budget"), [InputRequired()])
    planned_orders = IntegerField(_l("Expected orders"), COUNT)
    planned_revenue = MoneyField(
        _l("Expected net revenue"), [InputRequired()], description=_l("After refunds.")
    )
    planned_customers = IntegerField(_l("Expected new customers"), COUNT)


class ReviewForm(Form):
    """What came of a campaign."""

    verdict = TextAreaField(_l("Verdict"), [InputRequired(), Length(max=500)])
    lessons = TextAreaField(
        _l("Lessons"), [Length(max=2000)], description=_l("What the next campaign does otherwise.")
    )
