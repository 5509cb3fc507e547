"""The pages below /marketing/lead/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.extras import record_page
from core.forms import Form
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.marketing.lead import queries, services
from plugins.marketing.lead.forms import UNKNOWN, LeadForm, LoseForm, TouchForm, WinForm
from plugins.marketing.lead.listing import STATES, LeadListing
from plugins.marketing.lead.models import Lead
from plugins.marketing.touch import queries as touches
from plugins.marketing.touch.models import TOUCH_WORDS

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
    return saved(
        form,
        lambda: services.enter(session(), **form.picked, by=current_user, now=now()),
        lambda lead: done(_("The lead is entered."), _url(lead.id)),
        lambda: render("marketing/lead/create.html", form=form),
    )


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
    return saved(
        form,
        lambda: services.reach(session(), lead, **form.picked, at=now()),
        lambda _none: done(_("It is noted."), _url(lead_id)),
        lambda: _page(_lead(lead_id), touch=form),
    )


@blueprint.post("/<int:lead_id>/qualify")
@requires("marketing.lead.edit")
def qualify(lead_id: int) -> ResponseReturnValue:
    """Note that a lead is worth the work."""
    services.qualify(session(), _lead(lead_id), by=current_user)
    return done(_("The lead is qualified."), _url(lead_id))


@blueprint.post("/<int:lead_id>/win")
@requires("marketing.lead.edit")
def win(lead_id: int) -> ResponseReturnValue:
    """Note that a lead became a customer."""
    lead, form = _lead(lead_id), WinForm()
    return saved(
        form,
        lambda: services.win(session(), lead, **form.values, by=current_user, now=now()),
        lambda _none: done(_("The deal is won."), _url(lead_id)),
        lambda: _page(_lead(lead_id), win=form),
    )


@blueprint.post("/<int:lead_id>/lose")
@requires("marketing.lead.edit")
def lose(lead_id: int) -> ResponseReturnValue:
    """Note that a lead will not buy."""
    lead, form = _lead(lead_id), LoseForm()
    return saved(
        form,
        lambda: services.lose(session(), lead, **form.values, by=current_user, now=now()),
        lambda _none: done(_("The deal is lost."), _url(lead_id)),
        lambda: _page(_lead(lead_id), lose=form),
    )


def _page(lead: Lead, **typed: Form) -> str:
    forms = {"win": WinForm(), "lose": LoseForm(), "touch": TouchForm(), **typed}
    return render(
        "marketing/lead/detail.html",
        lead=lead,
        forms=forms,
        state=STATES[lead.state],
        unknown=UNKNOWN,
        touches=session().scalars(touches.of_lead(lead.id)).all(),
        words=TOUCH_WORDS,
        **record_page("marketing.lead", lead),
    )


def _lead(lead_id: int) -> Lead:
    return session().scalar(queries.lead(lead_id)) or abort(404)


def _url(lead_id: int) -> str:
    return url_for("marketing.lead.detail", lead_id=lead_id)
