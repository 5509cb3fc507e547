"""What marketing adds to the system."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.extending import Hit, SearchSource
from core.hooks import hookimpl
from core.templating import day
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign import services as campaign_services
from plugins.marketing.campaign import views as campaign
from plugins.marketing.campaign.listing import STATES
from plugins.marketing.channel import api as channel_api
from plugins.marketing.channel import views as channel
from plugins.marketing.go import views as go
from plugins.marketing.link import api as link_api
from plugins.marketing.link import queries as links
from plugins.marketing.link import views as link

blueprints = (
    campaign.blueprint,
    link.blueprint,
    channel.blueprint,
    go.blueprint,
)
apis = (channel_api.blueprint, link_api.blueprint)
approvables = (campaign_services.APPROVAL,)


@hookimpl
def search_sources() -> list[SearchSource]:
    """Let campaigns and links be found."""
    return [
        SearchSource(
            "campaigns",
            _("Campaigns"),
            "marketing.campaign.index",
            _campaigns,
            lambda words: url_for("marketing.campaign.index", q=words),
            order=60,
        ),
        SearchSource(
            "links",
            _("Short links"),
            "marketing.link.index",
            _links,
            lambda words: url_for("marketing.link.index", q=words),
            order=62,
        ),
    ]


def _campaigns(session: Session, words: str, limit: int) -> list[Hit]:
    return [
        Hit(
            str(one),
            url_for("marketing.campaign.detail", campaign_id=one.id),
            f"{STATES[one.state][0]} · {day(one.starts_on)}",
        )
        for one in session.scalars(campaigns.with_words(words, limit))
    ]


def _links(session: Session, words: str, limit: int) -> list[Hit]:
    return [
        Hit(str(one), url_for("marketing.link.detail", link_id=one.id), one.host)
        for one in session.scalars(links.with_words(words, limit))
    ]
