"""The pages below /marketing/cost/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import company, today
from core.db import session
from core.history import queries as history
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.marketing.cost import queries, services
from plugins.marketing.cost.forms import CostEditForm, CostForm
from plugins.marketing.cost.listing import CostListing
from plugins.marketing.cost.models import Cost

blueprint = Blueprint("cost", __name__)


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
    return saved(
        form,
        lambda: services.enter(
            session(), **form.picked, home=company().currency, by=current_user, now=now()
        ),
        lambda _cost: done(_("The cost is entered."), url_for("marketing.cost.index")),
        lambda: render("marketing/cost/create.html", form=form),
    )


@blueprint.route("/<int:cost_id>", methods=["GET", "POST"])
@requires("marketing.cost.edit")
def edit(cost_id: int) -> ResponseReturnValue:
    """Correct a cost."""
    cost = _cost(cost_id)
    form = CostEditForm(obj=cost)
    return saved(
        form,
        lambda: services.edit(
            session(),
            cost,
            version=form.version,
            **form.values,
            home=company().currency,
            by=current_user,
        ),
        lambda _none: done(_("The cost is corrected."), url_for("marketing.cost.index")),
        lambda: render(
            "marketing/cost/edit.html",
            form=form,
            cost=_cost(cost_id),
            history=session().scalars(history.of(Cost, cost_id)).all(),
        ),
        record=cost,
    )


def _cost(cost_id: int) -> Cost:
    return session().scalar(queries.cost(cost_id)) or abort(404)
