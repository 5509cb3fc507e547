"""What marketing adds to the system."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import api, importing
from core.clock import now
from core.extending import Action, Hit, SearchSource, TimelineEntry, record_source
from core.hooks import hookimpl
from core.hookspecs import Card, Fault
from core.templating import day
from core.user.models import User
from plugins.marketing.attribution import jobs as attribution_jobs
from plugins.marketing.attribution import queries as attributions
from plugins.marketing.attribution import views as attribution
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign import services as campaign_services
from plugins.marketing.campaign import views as campaign
from plugins.marketing.campaign.listing import STATES
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import views as channel
from plugins.marketing.channel.listing import ChannelListing
from plugins.marketing.cost import views as cost
from plugins.marketing.cost.importer import importer as costs
from plugins.marketing.cost.listing import CostListing
from plugins.marketing.demo import services as demo
from plugins.marketing.evaluation import views as evaluation
from plugins.marketing.go import views as go
from plugins.marketing.hit import queries as hits
from plugins.marketing.lead import api as lead_api
from plugins.marketing.lead import queries as lead_queries
from plugins.marketing.lead import views as lead
from plugins.marketing.lead.importer import importer as leads
from plugins.marketing.lead.listing import STATES as LEAD_STATES
from plugins.marketing.lead.models import Lead
from plugins.marketing.link import queries as links
from plugins.marketing.link import views as link
from plugins.marketing.link.listing import LinkListing
from plugins.marketing.link.models import Link
from plugins.marketing.overview import views as overview
from plugins.marketing.overview.views import CAMPAIGNS, LEADS, LINKS
from plugins.marketing.report import views as report
from plugins.marketing.touch import queries as touches
from plugins.marketing.touch.models import TOUCH_WORDS

blueprints = (
    campaign.blueprint,
    link.blueprint,
    lead.blueprint,
    cost.blueprint,
    channel.blueprint,
    go.blueprint,
    attribution.blueprint,
    report.blueprint,
    evaluation.blueprint,
)
apis = (
    api.listed(ChannelListing, "marketing.channel.index"),
    api.listed(LinkListing, "marketing.link.index"),
    api.listed(CostListing, "marketing.cost.index"),
    lead_api.blueprint,
)
importers = (leads, costs)
commands = (importing.group(leads=leads, costs=costs),)
jobs = (attribution_jobs.refresh,)
approvables = (campaign_services.APPROVAL,)


@hookimpl
def dashboard_cards(session: Session, user: User, today: date) -> list[Card]:
    """Show what came lately."""
    return overview.cards(session, today)


@hookimpl
def timeline(session: Session, party_id: int, limit: int) -> list[TimelineEntry]:
    """Tell what reached a party."""
    return [
        TimelineEntry(
            one.touched_at,
            f"{TOUCH_WORDS[one.kind]}: {one.channel.name}",
            url_for("marketing.lead.detail", lead_id=one.lead_id)
            if one.lead_id
            else url_for(LEADS),
            LEADS,
            str(one.campaign or ""),
            "chart-line",
        )
        for one in session.scalars(touches.of_party(party_id).limit(limit))
    ]


@hookimpl
def seed_demo(session: Session, by: User, today: date, orders: int) -> list[str]:
    """Run an invented campaign."""
    return demo.seed(session, by=by, today=today, now=now())


@hookimpl
def search_sources() -> list[SearchSource]:
    """Let campaigns, leads and links be found."""
    return [
        record_source(
            "campaigns", _("Campaigns"), CAMPAIGNS, campaigns.with_words, _campaign, order=60
        ),
        record_source("leads", _("Leads"), LEADS, lead_queries.with_words, _lead, order=61),
        record_source("links", _("Short links"), LINKS, links.with_words, _link, order=62),
    ]


def _campaign(one: Campaign) -> Hit:
    url = url_for("marketing.campaign.detail", campaign_id=one.id)
    return Hit(str(one), url, f"{STATES[one.state][0]} · {day(one.starts_on)}")


def _lead(one: Lead) -> Hit:
    url = url_for("marketing.lead.detail", lead_id=one.id)
    return Hit(str(one), url, f"{LEAD_STATES[one.state][0]} · {day(one.contacted_on)}")


def _link(one: Link) -> Hit:
    return Hit(str(one), url_for("marketing.link.detail", link_id=one.id), one.host)


@hookimpl
def extend_page(target: str, record: Any) -> list[Action]:
    """Lead from a campaign to its results, links and costs."""
    if target != "marketing.campaign":
        return []
    url = url_for("marketing.evaluation.detail", campaign_id=record.id)
    links_url = url_for("marketing.link.index", campaign=record.id)
    return [
        Action(_("Links"), links_url, "marketing.link.index", icon="link", order=10),
        Action(_("Results"), url, "marketing.evaluation.detail", icon="chart-bar", order=20),
    ]


@hookimpl
def check_invariants(session: Session) -> list[Fault]:
    """Prove that the credit of each order is whole in every model, and that hits are counted."""
    found = [
        Fault("marketing.attribution.whole", f"The credit of {reference} is not the whole order.")
        for reference in session.scalars(attributions.miscredited())
    ]
    found += [
        Fault("marketing.attribution.models", f"Some model does not credit {reference}.")
        for reference in session.scalars(attributions.uncredited())
    ]
    found += [
        Fault("marketing.hit.counts", f"The counts of link {link} on {day} are not its hits.")
        for link, day in session.execute(hits.miscounted())
    ]
    return found
