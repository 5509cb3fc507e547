"""The list of costs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing, PickFilter, TextFilter
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import queries as channels
from plugins.marketing.channel.models import Channel
from plugins.marketing.cost import queries
from plugins.marketing.cost.models import Cost

DATED = {True: ("", ""), False: (_l("Day unknown"), "orange")}
EDIT = Link("marketing.cost.edit", "cost_id")


class CostListing(Listing):
    """All costs."""

    target = "marketing.cost"
    query = queries.all_costs
    key = Cost.id
    joined = ((Channel, Channel.id == Cost.channel_id), (Campaign, Campaign.id == Cost.campaign_id))
    columns = (
        Column("booked_on", _l("Day"), Cost.booked_on, kind="date", href=EDIT, sortable=True),
        Column("channel", _l("Channel"), Channel.name),
        Column("campaign", _l("Campaign"), Campaign.number),
        Column("reference", _l("Advertisement"), Cost.reference),
        Column("placement", _l("Placement"), Cost.placement, is_further=True),
        Column("impressions", _l("Impressions"), Cost.impressions, kind="number"),
        Column("clicks", _l("Clicks"), Cost.clicks, kind="number"),
        Column("conversions", _l("Conversions"), Cost.conversions, kind="number"),
        Column("amount", _l("Amount"), Cost.amount, kind="money"),
        Column("currency", _l("Currency"), Cost.currency),
        Column("rate", _l("Exchange rate"), Cost.rate, kind="number", is_further=True),
        Column("home_amount", _l("In our currency"), Cost.home_amount, kind="money", sortable=True),
        Column("is_dated", _l("Note"), Cost.is_dated, kind="badge", labels=DATED),
    )
    filters = (
        PickFilter("channel", _l("Channel"), Cost.channel_id, channels.names),
        PickFilter("campaign", _l("Campaign"), Cost.campaign_id, campaigns.names),
        DateFilter("booked", _l("Day"), Cost.booked_on),
        ChoiceFilter("dated", _l("Note"), Cost.is_dated, labels=DATED),
        TextFilter("placed", _l("Placement"), Cost.placement),
    )
    search = (
        Cost.reference,
        Cost.placement,
        (Cost.channel_id, Channel),
        (Cost.campaign_id, Campaign),
    )
    totals = ("impressions", "clicks", "home_amount")
    default_sort = ("booked_on", "desc")
    empty_title = _l("No costs yet")
    empty_hint = _l("Enter what a channel cost, or import the report of an advertiser.")
