"""The pages below /marketing/campaign/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.approval import services as approval
from core.clock import now
from core.company import company, today
from core.db import session
from core.extras import record_page
from core.listing import answer
from core.permissions import requires
from core.saving import done, past, saved
from core.templating import render
from plugins.marketing.campaign import queries, services
from plugins.marketing.campaign.forms import CampaignForm, ReviewForm
from plugins.marketing.campaign.listing import STATES, CampaignListing
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.forecast import queries as forecasts

blueprint = Blueprint("campaign", __name__)


@blueprint.get("/")
@requires("marketing.campaign.index")
def index() -> ResponseReturnValue:
    """List the campaigns, the latest first."""
    return answer(CampaignListing(), "marketing/campaign/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("marketing.campaign.edit")
def create() -> ResponseReturnValue:
    """Write down an idea."""
    form = CampaignForm(planned_customers=0)
    return saved(
        form,
        lambda: services.create(
            session(),
            currency=company().currency,
            **form.values,
            by=current_user,
            on=today(),
            now=now(),
        ),
        lambda made: done(_("The idea is written down; now plan it."), _url(made.id)),
        lambda: render("marketing/campaign/create.html", form=form),
    )


@blueprint.get("/<int:campaign_id>")
@requires("marketing.campaign.index")
def detail(campaign_id: int) -> ResponseReturnValue:
    """Show a campaign and what may happen with it next."""
    return _page(_campaign(campaign_id), ReviewForm())


@blueprint.route("/<int:campaign_id>/edit", methods=["GET", "POST"])
@requires("marketing.campaign.edit")
def edit(campaign_id: int) -> ResponseReturnValue:
    """Change a campaign that is still an idea."""
    campaign = _campaign(campaign_id)
    if answer := past(campaign, "plan", _url(campaign_id)):
        return answer
    form = CampaignForm(obj=campaign)
    return saved(
        form,
        lambda: services.edit(
            session(), campaign, version=form.version, **form.values, by=current_user
        ),
        lambda _none: done(_("%(name)s is changed.", name=campaign), _url(campaign_id)),
        lambda: render("marketing/campaign/edit.html", form=form, campaign=campaign),
        record=campaign,
    )


@blueprint.post("/<int:campaign_id>/plan")
@requires("marketing.campaign.edit")
def plan(campaign_id: int) -> ResponseReturnValue:
    """Ask for approval."""
    services.plan(session(), _campaign(campaign_id), by=current_user, now=now())
    return done(_("Colleagues are asked to approve the budget."), _url(campaign_id))


@blueprint.post("/<int:campaign_id>/start")
@requires("marketing.campaign.run")
def start(campaign_id: int) -> ResponseReturnValue:
    """Start a campaign; its forecast is locked."""
    services.start(session(), _campaign(campaign_id), by=current_user, on=today(), now=now())
    return done(_("The campaign is live; its forecast is locked."), _url(campaign_id))


@blueprint.post("/<int:campaign_id>/end")
@requires("marketing.campaign.run")
def end(campaign_id: int) -> ResponseReturnValue:
    """End a campaign."""
    services.end(session(), _campaign(campaign_id), by=current_user, on=today())
    return done(_("The campaign has ended; review it."), _url(campaign_id))


@blueprint.post("/<int:campaign_id>/review")
@requires("marketing.campaign.run")
def review(campaign_id: int) -> ResponseReturnValue:
    """Close a campaign with a verdict."""
    campaign, form = _campaign(campaign_id), ReviewForm()
    return saved(
        form,
        lambda: services.review(session(), campaign, **form.values, by=current_user),
        lambda _none: done(_("The campaign is reviewed."), _url(campaign_id)),
        lambda: _page(_campaign(campaign_id), form),
    )


@blueprint.post("/<int:campaign_id>/drop")
@requires("marketing.campaign.edit")
def drop(campaign_id: int) -> ResponseReturnValue:
    """Give a campaign up."""
    services.drop(session(), _campaign(campaign_id), by=current_user)
    return done(_("The campaign is given up."), _url(campaign_id))


def _page(campaign: Campaign, form: ReviewForm) -> str:
    return render(
        "marketing/campaign/detail.html",
        campaign=campaign,
        form=form,
        state=STATES[campaign.state],
        forecast=session().scalar(forecasts.of_campaign(campaign.id)),
        approval=approval.latest(session(), services.APPROVAL, campaign),
        **record_page("marketing.campaign", campaign),
    )


def _campaign(campaign_id: int) -> Campaign:
    return session().scalar(queries.campaign(campaign_id)) or abort(404)


def _url(campaign_id: int) -> str:
    return url_for("marketing.campaign.detail", campaign_id=campaign_id)
