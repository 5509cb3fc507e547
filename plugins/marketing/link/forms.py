"""What a person types in about short links."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import EditedForm, Form, PickField
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import queries as channels
from plugins.marketing.channel.models import Channel

TITLE = (InputRequired(), Length(max=100))
TARGET = (InputRequired(), Length(max=2000))
NO_CAMPAIGN = _l("No campaign")


class LinkForm(Form):
    """A new link: channel and campaign are picked, never typed."""

    title = StringField(_l("Title"), TITLE, description=_l("Where it is shown, such as: poster."))
    channel = PickField(_l("Channel"), Channel, channels.names_in_use)
    campaign = PickField(_l("Campaign"), Campaign, campaigns.open_names, none=NO_CAMPAIGN)
    target = StringField(_l("Target"), TARGET, description=_l("Where it leads."))


class LinkEditForm(EditedForm):
    """What may change of a link."""

    title = StringField(_l("Title"), TITLE)
    target = StringField(_l("Target"), TARGET)
    is_active = BooleanField(_l("In use"))
