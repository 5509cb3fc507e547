"""The list of campaigns."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from plugins.marketing.campaign import queries
from plugins.marketing.campaign.models import STATE_WORDS, Campaign, State

COLOURS = {
    State.IDEA: "secondary",
    State.PLANNED: "orange",
    State.APPROVED: "azure",
    State.LIVE: "green",
    State.ENDED: "indigo",
    State.REVIEWED: "teal",
    State.DROPPED: "red",
}
STATES = {state: (text, COLOURS[state]) for state, text in STATE_WORDS.items()}
DETAIL = Link("marketing.campaign.detail", "campaign_id")


class CampaignListing(Listing):
    """All campaigns."""

    target = "marketing.campaign"
    query = queries.all_campaigns
    key = Campaign.id
    columns = (
        Column("number", _l("Number"), Campaign.number, href=DETAIL),
        Column("title", _l("Title"), Campaign.title),
        Column("starts_on", _l("First day"), Campaign.starts_on, kind="date", sortable=True),
        Column("ends_on", _l("Last day"), Campaign.ends_on, kind="date"),
        Column("budget", _l("Budget"), Campaign.budget, kind="money", sortable=True),
        Column("revenue", _l("Expected net revenue"), Campaign.planned_revenue, kind="money"),
        Column("state", _l("State"), Campaign.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Campaign.state, labels=STATES),
        DateFilter("starts", _l("First day"), Campaign.starts_on),
    )
    totals = ("budget", "revenue")
    currency = Campaign.currency
    groups = ("state",)
    search = Campaign
    default_sort = ("starts_on", "desc")
    empty_title = _l("No campaigns yet")
    empty_hint = _l("Write down an idea; plan it with a budget and what you expect of it.")
