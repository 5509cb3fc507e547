"""The pages below /marketing/campaign/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.approval import services as approval
from core.clock import now
from core.company import company, today
from core.db import session
from core.errors import BusinessError
from core.extras import page_extras
from core.history import queries as history
from core.history.services import StaleEditError
from core.listing import answer
from core.permissions import requires
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
    if form.submitted():
        try:
            campaign = services.create(
                session(),
                currency=company().currency,
                by=current_user,
                on=today(),
                now=now(),
                **form.facts,
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            flash(_("The idea is written down; now plan it."), "success")
            return _to(campaign.id)
    return render("marketing/campaign/create.html", form=form), 422 if form.errors else 200


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
    form, status = CampaignForm(obj=campaign), 0
    if form.submitted():
        try:
            services.edit(session(), campaign, version=form.version, by=current_user, **form.facts)
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
            if isinstance(error, StaleEditError):
                form.see(campaign)
                status = 409
        else:
            session().commit()
            flash(_("%(name)s is changed.", name=campaign), "success")
            return _to(campaign_id)
    page = render("marketing/campaign/edit.html", form=form, campaign=campaign)
    return page, status or (422 if form.errors else 200)


@blueprint.post("/<int:campaign_id>/plan")
@requires("marketing.campaign.edit")
def plan(campaign_id: int) -> ResponseReturnValue:
    """Ask for approval."""
    services.plan(session(), _campaign(campaign_id), by=current_user, now=now())
    session().commit()
    flash(_("Colleagues are asked to approve the budget."), "success")
    return _to(campaign_id)


@blueprint.post("/<int:campaign_id>/start")
@requires("marketing.campaign.run")
def start(campaign_id: int) -> ResponseReturnValue:
    """Start a campaign; its forecast is locked."""
    services.start(session(), _campaign(campaign_id), by=current_user, on=today(), now=now())
    session().commit()
    flash(_("The campaign is live; its forecast is locked."), "success")
    return _to(campaign_id)


@blueprint.post("/<int:campaign_id>/end")
@requires("marketing.campaign.run")
def end(campaign_id: int) -> ResponseReturnValue:
    """End a campaign."""
    services.end(session(), _campaign(campaign_id), by=current_user, on=today())
    session().commit()
    return _to(campaign_id)


@blueprint.post("/<int:campaign_id>/review")
@requires("marketing.campaign.run")
def review(campaign_id: int) -> ResponseReturnValue:
    """Close a campaign with a verdict."""
    campaign, form = _campaign(campaign_id), ReviewForm()
    if not form.submitted():
        return _page(campaign, form), 422
    services.review(
        session(),
        campaign,
        verdict=form.verdict.data or "",
        lessons=form.lessons.data or "",
        by=current_user,
    )
    session().commit()
    return _to(campaign_id)


@blueprint.post("/<int:campaign_id>/drop")
@requires("marketing.campaign.edit")
def drop(campaign_id: int) -> ResponseReturnValue:
    """Give a campaign up."""
    services.drop(session(), _campaign(campaign_id), by=current_user)
    session().commit()
    return _to(campaign_id)


def _page(campaign: Campaign, form: ReviewForm) -> str:
    return render(
        "marketing/campaign/detail.html",
        campaign=campaign,
        form=form,
        state=STATES[campaign.state],
        forecast=session().scalar(forecasts.of_campaign(campaign.id)),
        approval=approval.latest(session(), services.APPROVAL, campaign),
        extras=page_extras("marketing.campaign", campaign),
        history=session().scalars(history.of(Campaign, campaign.id)).all(),
    )


def _campaign(campaign_id: int) -> Campaign:
    return session().scalar(queries.campaign(campaign_id)) or abort(404)


def _to(campaign_id: int) -> ResponseReturnValue:
    return redirect(url_for("marketing.campaign.detail", campaign_id=campaign_id), 303)
