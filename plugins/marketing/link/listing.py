"""The list of short links with the hits on each."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core import listing
from core.listing import ChoiceFilter, Column, DateFilter, Listing, PickFilter
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import queries as channels
from plugins.marketing.channel.listing import ACTIVE
from plugins.marketing.channel.models import Channel
from plugins.marketing.hit import queries as hits
from plugins.marketing.hit.models import HitDay
from plugins.marketing.link import queries
from plugins.marketing.link.models import Link

DETAIL = listing.Link("marketing.link.detail", "link_id")
HITS = listing.Link("marketing.link.hits", "link_id")


def _count(place: int) -> sa.ScalarSelect[int]:
    counted = hits.counts()[place]
    return sa.select(counted).where(HitDay.link_id == Link.id).correlate(Link).scalar_subquery()


class LinkListing(Listing):
    """All short links."""

    target = "marketing.link"
    query = queries.all_links
    key = Link.id
    joined = ((Channel, Channel.id == Link.channel_id), (Campaign, Campaign.id == Link.campaign_id))
    columns = (
        Column("code", _l("Code"), Link.code, href=DETAIL),
        Column("title", _l("Title"), Link.title),
        Column("channel", _l("Channel"), Channel.name),
        Column("campaign", _l("Campaign"), Campaign.number),
        Column("host", _l("Host"), Link.host),
        Column("hits", _l("Hits"), _count(0), kind="number", href=HITS),
        Column("people", _l("Hits of people"), _count(1), kind="number", href=HITS),
        Column("visitors", _l("Visitors"), _count(2), kind="number", href=HITS),
        Column("created_at", _l("Made"), Link.created_at, kind="instant", sortable=True),
        Column("is_active", _l("State"), Link.is_active, kind="badge", labels=ACTIVE),
    )
    filters = (
        PickFilter("channel", _l("Channel"), Link.channel_id, channels.names),
        PickFilter("campaign", _l("Campaign"), Link.campaign_id, campaigns.names),
        ChoiceFilter("active", _l("State"), Link.is_active, labels=ACTIVE),
        DateFilter("created", _l("Made"), Link.created_at),
    )
    search = Link
    default_sort = ("created_at", "desc")
    empty_title = _l("No links yet")
    empty_hint = _l("Build one for a channel; it comes with a code to scan.")
