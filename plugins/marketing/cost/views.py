"""The pages below /marketing/cost/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import company, today
from core.db import session
from core.errors import BusinessError
from core.forms import SelectChoice
from core.history import queries as history
from core.history.services import StaleEditError
from core.listing import answer
from core.permissions import requires
from core.templating import render
from plugins.marketing.campaign import queries as campaigns
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.channel import queries as channels
from plugins.marketing.channel.models import Channel
from plugins.marketing.cost import queries, services
from plugins.marketing.cost.forms import CostEditForm, CostForm
from plugins.marketing.cost.listing import CostListing
from plugins.marketing.cost.models import Cost

blueprint = Blueprint("cost", __name__)
NOTHING = 0


@blueprint.get("/")
@requires("marketing.cost.index")
def index() -> ResponseReturnValue:
    """List the costs, the latest first."""
    return answer(CostListing(), "marketing/cost/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("marketing.cost.edit")
def create() -> ResponseReturnValue:
    """Enter what a channel cost on a day."""
    form = CostForm(spent_on=today(), currency=company().currency)
    form.channel.choices = [
        SelectChoice(one.id, one.name) for one in session().scalars(channels.in_use())
    ]
    form.campaign.choices = [
        SelectChoice(NOTHING, _("No campaign")),
        *(SelectChoice(key, name) for key, name in session().execute(campaigns.open_names())),
    ]
    if form.submitted():
        try:
            _enter(form)
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            flash(_("The cost is entered."), "success")
            return redirect(url_for("marketing.cost.index"), 303)
    return render("marketing/cost/create.html", form=form), 422 if form.errors else 200


def _enter(form: CostForm) -> None:
    services.enter(
        session(),
        session().get(Channel, form.channel.data) or abort(404),
        session().get(Campaign, form.campaign.data) if form.campaign.data else None,
        spent_on=form.spent_on.data or today(),
        reference=form.reference.data or "",
        amount=form.values["amount"],
        currency=(form.currency.data or "").upper(),
        rate=form.rated,
        home=company().currency,
        clicks=form.clicks.data or NOTHING,
        by=current_user,
        now=now(),
    )


@blueprint.route("/<int:cost_id>", methods=["GET", "POST"])
@requires("marketing.cost.edit")
def edit(cost_id: int) -> ResponseReturnValue:
    """Correct a cost."""
    cost = session().scalar(queries.cost(cost_id)) or abort(404)
    form, status = CostEditForm(obj=cost), 0
    if form.submitted():
        try:
            services.edit(
                session(),
                cost,
                version=form.version,
                amount=form.values["amount"],
                rate=form.rated,
                clicks=form.clicks.data or NOTHING,
                home=company().currency,
                by=current_user,
            )
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
            if isinstance(error, StaleEditError):
                form.see(cost)
                status = 409
        else:
            session().commit()
            flash(_("The cost is corrected."), "success")
            return redirect(url_for("marketing.cost.index"), 303)
    page = render(
        "marketing/cost/edit.html",
        form=form,
        cost=cost,
        history=session().scalars(history.of(Cost, cost_id)).all(),
    )
    return page, status or (422 if form.errors else 200)
