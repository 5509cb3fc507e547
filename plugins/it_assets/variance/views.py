"""The pages below /it_assets/variance/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.approval import services as approval
from core.clock import now
from core.db import session
from core.extras import page_extras
from core.listing import answer
from core.permissions import requires
from core.saving import done, past, saved
from core.templating import render
from plugins.it_assets.stocktake import queries as stocktakes
from plugins.it_assets.stocktake.models import STATES, VERDICTS, Line, Stocktake
from plugins.it_assets.variance import queries, services
from plugins.it_assets.variance.forms import DecisionForm
from plugins.it_assets.variance.listing import VarianceListing

blueprint = Blueprint("variance", __name__)


@blueprint.get("/<int:stocktake_id>")
@requires("it_assets.stocktake.index")
def detail(stocktake_id: int) -> ResponseReturnValue:
    """Show what differs from the register and what follows; as a file, it is the report."""
    one = _stocktake(stocktake_id)
    return answer(
        VarianceListing(restrict=Line.stocktake_id == stocktake_id),
        "it_assets/variance/detail.html",
        name=one.number,
        stocktake=one,
        state=STATES[one.state],
        undecided=session().scalar(queries.undecided_count(stocktake_id)) or 0,
        approval=approval.latest(session(), services.RESULT, one),
        extras=page_extras("it_assets.variance", one),
    )


@blueprint.route("/decide/<int:line_id>", methods=["GET", "POST"])
@requires("it_assets.variance.decide")
def decide(line_id: int) -> ResponseReturnValue:
    """Decide what follows from a difference."""
    one = _line(line_id)
    if answer := past(one.stocktake, "submit", _url(one.stocktake_id)):
        return answer
    form = DecisionForm(decision=one.decision, note=one.note, model=one.model_id, value=one.value)
    form.offer(one)
    return saved(
        form,
        lambda: services.decide(
            session(), _line(line_id), **form.picked, by=current_user, now=now()
        ),
        lambda _nothing: done(_("The decision is noted."), _url(one.stocktake_id)),
        lambda: render(
            "it_assets/variance/decide.html",
            form=form,
            line=_line(line_id),
            verdict=VERDICTS[one.verdict],
        ),
    )


@blueprint.post("/<int:stocktake_id>/submit")
@requires("it_assets.variance.decide")
def submit(stocktake_id: int) -> ResponseReturnValue:
    """End the counting."""
    services.submit(session(), _stocktake(stocktake_id), by=current_user, now=now())
    return done(_("A colleague is asked to approve the result."), _url(stocktake_id))


def _url(stocktake_id: int) -> str:
    return url_for("it_assets.variance.detail", stocktake_id=stocktake_id)


def _stocktake(stocktake_id: int) -> Stocktake:
    return session().scalar(stocktakes.stocktake(stocktake_id)) or abort(404)


def _line(line_id: int) -> Line:
    return session().scalar(queries.line(line_id)) or abort(404)
