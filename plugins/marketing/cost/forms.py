"""What a person types in about costs."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from core.forms import EditedForm, Form, MoneyField, PickField
from core.validators import not_in_future
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import queries as channels
from plugins.marketing.channel.models import Channel
from plugins.marketing.cost.rules import rate_of
from plugins.marketing.link.forms import NO_CAMPAIGN

CLICKS = (InputRequired(), NumberRange(0, 1_000_000_000))
RATE_HINT = _l("How many of our currency one of the other was on that day; empty for our own.")


class ExchangeField(StringField):
    """An exchange rate, or nothing; the text as typed is shown again when it cannot be read."""

    data: Decimal | None  # type: ignore[assignment]

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the rate."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        try:
            self.data = rate_of(text) if text else None
        except ValueError as error:
            raise ValidationError(_("Write a rate such as 7.1234.")) from error


class CostForm(Form):
    """What a channel cost on a day."""

    channel = PickField(_l("Channel"), Channel, channels.names_in_use)
    campaign = PickField(_l("Campaign"), Campaign, campaigns.open_names, none=NO_CAMPAIGN)
    spent_on = DateField(_l("Day"), [InputRequired(), not_in_future])
    reference = StringField(_l("Advertisement"), [Length(max=64)])
    amount = MoneyField(_l("Amount"), [InputRequired()])
    currency = StringField(_l("Currency"), [InputRequired(), Length(3, 3)], filters=[str.upper])
    rate = ExchangeField(_l("Exchange rate"), description=RATE_HINT)
    clicks = IntegerField(_l("Clicks"), CLICKS, default=0)


class CostEditForm(EditedForm):
    """What may be corrected of a cost."""

    amount = MoneyField(_l("Amount"), [InputRequired()])
    rate = ExchangeField(_l("Exchange rate"), description=RATE_HINT)
    clicks = IntegerField(_l("Clicks"), CLICKS)
