"""The pages below /marketing/lead/."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.extras import page_extras
from core.forms import Form, SelectChoice
from core.history import queries as history
from core.listing import answer
from core.permissions import requires
from core.templating import render
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import queries as channels
from plugins.marketing.channel.models import Channel
from plugins.marketing.lead import queries, services
from plugins.marketing.lead.forms import LeadForm, LoseForm, TouchForm, WinForm
from plugins.marketing.lead.listing import STATES, UNKNOWN, LeadListing
from plugins.marketing.lead.models import Lead
from plugins.marketing.touch import queries as touches
from plugins.marketing.touch.models import TOUCH_WORDS, TouchKind

blueprint = Blueprint("lead", __name__)


@blueprint.get("/")
@requires("marketing.lead.index")
def index() -> ResponseReturnValue:
    """List the leads, the latest first."""
    return answer(LeadListing(), "marketing/lead/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("marketing.lead.edit")
def create() -> ResponseReturnValue:
    """Enter a lead."""
    form = LeadForm(contacted_on=today())
    _offer(form, _("Direct or unknown"))
    if form.submitted():
        channel, campaign = _picked(form)
        try:
            lead = services.enter(
                session(),
                code=form.code.data or "",
                name=form.name.data or "",
                channel=channel,
                campaign=campaign,
                on=form.contacted_on.data or today(),
                by=current_user,
                now=now(),
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            return _to(lead.id)
    return render("marketing/lead/create.html", form=form), 422 if form.errors else 200


@blueprint.get("/<int:lead_id>")
@requires("marketing.lead.index")
def detail(lead_id: int) -> ResponseReturnValue:
    """Show a lead, what reached it and what may happen with it next."""
    return _page(_lead(lead_id))


@blueprint.post("/<int:lead_id>/touch")
@requires("marketing.lead.edit")
def touch(lead_id: int) -> ResponseReturnValue:
    """Note what reached a lead."""
    lead, form = _lead(lead_id), TouchForm()
    _offer(form)
    if not form.submitted():
        return _page(lead, touch=form), 422
    channel, campaign = _picked(form)
    services.reach(
        session(),
        lead,
        channel or abort(404),
        campaign=campaign,
        kind=TouchKind(form.kind.data),
        at=now(),
    )
    session().commit()
    return _to(lead_id)


@blueprint.post("/<int:lead_id>/qualify")
@requires("marketing.lead.edit")
def qualify(lead_id: int) -> ResponseReturnValue:
    """Note that a lead is worth the work."""
    services.qualify(session(), _lead(lead_id), by=current_user)
    session().commit()
    return _to(lead_id)


@blueprint.post("/<int:lead_id>/win")
@requires("marketing.lead.edit")
def win(lead_id: int) -> ResponseReturnValue:
    """Note that a lead became a customer."""
    lead, form = _lead(lead_id), WinForm()
    if form.submitted():
        try:
            services.win(
                session(), lead, customer=form.customer.data or "", by=current_user, now=now()
            )
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
        else:
            session().commit()
            flash(_("The deal is won."), "success")
            return _to(lead_id)
    return _page(_lead(lead_id), win=form), 422


@blueprint.post("/<int:lead_id>/lose")
@requires("marketing.lead.edit")
def lose(lead_id: int) -> ResponseReturnValue:
    """Note that a lead will not buy."""
    lead, form = _lead(lead_id), LoseForm()
    if not form.submitted():
        return _page(lead, lose=form), 422
    services.lose(session(), lead, reason=form.reason.data or "", by=current_user, now=now())
    session().commit()
    return _to(lead_id)


def _page(lead: Lead, **typed: Form) -> str:
    forms = {"win": WinForm(), "lose": LoseForm(), "touch": TouchForm(), **typed}
    _offer(forms["touch"])
    return render(
        "marketing/lead/detail.html",
        lead=lead,
        forms=forms,
        state=STATES[lead.state],
        unknown=UNKNOWN,
        touches=session().scalars(touches.of_lead(lead.id)).all(),
        words=TOUCH_WORDS,
        extras=page_extras("marketing.lead", lead),
        history=session().scalars(history.of(Lead, lead.id)).all(),
    )


def _offer(form: Any, none: str = "") -> None:
    """Let channel and campaign be picked."""
    found = [SelectChoice(one.id, one.name) for one in session().scalars(channels.in_use())]
    form.channel.choices = [SelectChoice(0, none), *found] if none else found
    form.campaign.choices = [
        SelectChoice(0, _("No campaign")),
        *(SelectChoice(key, name) for key, name in session().execute(campaigns.open_names())),
    ]


def _picked(form: Any) -> tuple[Channel | None, Campaign | None]:
    channel = session().get(Channel, form.channel.data) if form.channel.data else None
    campaign = session().get(Campaign, form.campaign.data) if form.campaign.data else None
    return channel, campaign


def _lead(lead_id: int) -> Lead:
    return session().scalar(queries.lead(lead_id)) or abort(404)


def _to(lead_id: int) -> ResponseReturnValue:
    return redirect(url_for("marketing.lead.detail", lead_id=lead_id), 303)
