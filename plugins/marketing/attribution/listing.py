"""The list of credits: which orders a channel is owed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Listing, PickFilter
from core.party.models import Party
from plugins.marketing.attribution import queries
from plugins.marketing.attribution.models import MODEL_WORDS, Attribution, Credit
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import queries as channels
from plugins.marketing.channel.models import Channel

MODELS = {model: (text, "azure") for model, text in MODEL_WORDS.items()}
FIRST = {True: (_l("First order"), "green"), False: ("", "")}


class CreditListing(Listing):
    """Orders with what channels and campaigns are owed of them."""

    query = queries.all_credits
    key = Credit.id
    joined = (
        (Party, Party.id == Attribution.party_id),
        (Channel, Channel.id == Credit.channel_id),
        (Campaign, Campaign.id == Credit.campaign_id),
    )
    columns = (
        Column("reference", _l("Order"), Attribution.reference),
        Column("placed_on", _l("Placed"), Attribution.placed_on, kind="date", sortable=True),
        Column("customer", _l("Customer"), Party.name),
        Column("first", _l("Note"), Attribution.is_first, kind="badge", labels=FIRST),
        Column("model", _l("Model"), Credit.model, kind="badge", labels=MODELS),
        Column("channel", _l("Channel"), Channel.name),
        Column("campaign", _l("Campaign"), Campaign.number),
        Column("credit", _l("Credit"), Credit.credit, kind="percent"),
        Column("revenue", _l("Net revenue"), Credit.revenue, kind="money"),
        Column("margin", _l("Gross margin"), Credit.margin, kind="money"),
    )
    filters = (
        ChoiceFilter("model", _l("Model"), Credit.model, labels=MODELS),
        PickFilter("channel", _l("Channel"), Credit.channel_id, channels.names),
        PickFilter("campaign", _l("Campaign"), Credit.campaign_id, campaigns.names),
        DateFilter("placed", _l("Placed"), Attribution.placed_on),
    )
    totals = ("revenue", "margin")
    currency = Attribution.currency
    groups = ("model",)
    default_sort = ("placed_on", "desc")
    empty_title = _l("No order is credited yet")
    empty_hint = _l("Say who your leads became; then refresh the attribution.")
