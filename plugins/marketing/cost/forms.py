"""What a person types in about costs."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from core.forms import Form, MoneyField
from plugins.marketing.channel.forms import EditedForm
from plugins.marketing.cost.rules import rate_of

CLICKS = (InputRequired(), NumberRange(0, 1_000_000_000))
RATE_HINT = _l("How many of our currency one of the other was on that day; empty for our own.")


def read_rate(_form: Form, field: Field) -> None:
    """Refuse what is no rate."""
    try:
        if (field.data or "").strip():
            rate_of(field.data.strip())
    except ValueError as error:
        raise ValidationError(_("Write a rate such as 7.1234.")) from error


class _Rated:
    """A form with an exchange rate."""

    rate: StringField

    @property
    def rated(self) -> Decimal | None:
        """The rate, if one was written."""
        text = (self.rate.data or "").strip()
        return rate_of(text) if text else None


class CostForm(_Rated, Form):
    """What a channel cost on a day."""

    channel = SelectField(_l("Channel"), coerce=int)
    campaign = SelectField(_l("Campaign"), coerce=int)
    spent_on = DateField(_l("Day"), [InputRequired()])
    reference = StringField(_l("Advertisement"), [Length(max=64)])
    amount = MoneyField(_l("Amount"), [InputRequired()])
    currency = StringField(_l("Currency"), [InputRequired(), Length(3, 3)])
    rate = StringField(_l("Rate"), [Length(max=20), read_rate], description=RATE_HINT)
    clicks = IntegerField(_l("Clicks"), CLICKS, default=0)


class CostEditForm(_Rated, EditedForm):
    """What may be corrected of a cost."""

    amount = MoneyField(_l("Amount"), [InputRequired()])
    rate = StringField(_l("Rate"), [Length(max=20), read_rate], description=RATE_HINT)
    clicks = IntegerField(_l("Clicks"), CLICKS)
