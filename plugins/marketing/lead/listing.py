"""The list of leads."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing, PickFilter
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import queries as channels
from plugins.marketing.channel.models import Channel
from plugins.marketing.lead import queries
from plugins.marketing.lead.forms import UNKNOWN
from plugins.marketing.lead.models import STATE_WORDS, Lead, State

COLOURS = {State.NEW: "secondary", State.QUALIFIED: "azure", State.WON: "green", State.LOST: "red"}
STATES = {state: (text, COLOURS[state]) for state, text in STATE_WORDS.items()}
DETAIL = Link("marketing.lead.detail", "lead_id")
Last = aliased(Channel)


class LeadListing(Listing):
    """All leads."""

    target = "marketing.lead"
    query = queries.all_leads
    key = Lead.id
    joined = (
        (Channel, Channel.id == Lead.channel_id),
        (Last, Last.id == Lead.last_channel_id),
        (Campaign, Campaign.id == Lead.campaign_id),
    )
    columns = (
        Column("code", _l("Code"), Lead.code, href=DETAIL),
        Column("name", _l("Name"), Lead.name),
        Column("contacted_on", _l("First contact"), Lead.contacted_on, kind="date", sortable=True),
        Column("channel", _l("First channel"), Channel.name),
        Column("last_channel", _l("Last channel"), Last.name),
        Column("campaign", _l("Campaign"), Campaign.number),
        Column("segment", _l("Segment"), Lead.segment),
        Column("decided_at", _l("Decided"), Lead.decided_at, kind="instant"),
        Column("state", _l("State"), Lead.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Lead.state, labels=STATES),
        PickFilter("channel", _l("First channel"), Lead.channel_id, channels.names, UNKNOWN),
        PickFilter("campaign", _l("Campaign"), Lead.campaign_id, campaigns.names),
        DateFilter("contacted", _l("First contact"), Lead.contacted_on),
    )
    groups = ("state",)
    search = Lead
    default_sort = ("contacted_on", "desc")
    empty_title = _l("No leads yet")
    empty_hint = _l("Enter one, or import the leads of a platform: Imports, then New import.")
