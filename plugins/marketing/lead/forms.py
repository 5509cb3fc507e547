"""What a person types in about leads."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.forms import EnumField, Form, PickField
from core.validators import not_in_future
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import queries as channels
from plugins.marketing.channel.models import Channel
from plugins.marketing.link.forms import NO_CAMPAIGN
from plugins.marketing.touch.models import TOUCH_WORDS

UNKNOWN = _l("Direct or unknown")


class LeadForm(Form):
    """A new lead and what reached it."""

    code = StringField(
        _l("Code"),
        [InputRequired(), Length(max=64)],
        description=_l("A number by which you know the lead again."),
    )
    name = StringField(_l("Name"), [Length(max=200)])
    contacted_on = DateField(_l("First contact"), [InputRequired(), not_in_future])
    channel = PickField(_l("Channel"), Channel, channels.names_in_use, none=UNKNOWN)
    campaign = PickField(_l("Campaign"), Campaign, campaigns.open_names, none=NO_CAMPAIGN)


class TouchForm(Form):
    """What reached a lead now."""

    channel = PickField(_l("Channel"), Channel, channels.names_in_use)
    campaign = PickField(_l("Campaign"), Campaign, campaigns.open_names, none=NO_CAMPAIGN)
    kind = EnumField(_l("How"), TOUCH_WORDS)


class WinForm(Form):
    """Who a lead became."""

    customer = StringField(
        _l("Customer code"),
        [Length(max=64)],
        description=_l("Of the party; orders of the party are credited to what reached the lead."),
    )


class LoseForm(Form):
    """Why a lead will not buy."""

    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=500)])
