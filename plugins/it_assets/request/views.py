"""The pages below /it_assets/request/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.approval import services as approval
from core.clock import now
from core.company import today
from core.db import session
from core.extras import record_page
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.it_assets.request import queries, services
from plugins.it_assets.request.forms import AskForm, RequestForm
from plugins.it_assets.request.listing import RequestListing
from plugins.it_assets.request.models import STATES, Request

blueprint = Blueprint("request", __name__)


@blueprint.get("/")
@requires("it_assets.request.index")
def index() -> ResponseReturnValue:
    """List the requests, the newest first."""
    return answer(RequestListing(), "it_assets/request/index.html")


@blueprint.get("/<int:request_id>")
@requires("it_assets.request.index")
def detail(request_id: int) -> ResponseReturnValue:
    """Show one request: who approved it, what was offered, ordered and received."""
    return _page(_request(request_id), AskForm())


@blueprint.route("/create", methods=["GET", "POST"])
@requires("it_assets.request.create")
def create() -> ResponseReturnValue:
    """Ask for equipment."""
    form = RequestForm()
    return saved(
        form,
        lambda: services.create_request(
            session(), **form.picked, by=current_user, on=today(), now=now()
        ),
        lambda made: _asked(made.id),
        lambda: render("it_assets/request/create.html", form=form),
    )


@blueprint.post("/<int:request_id>/ask")
@requires("it_assets.request.create")
def ask(request_id: int) -> ResponseReturnValue:
    """Ask again, for the same money or for more."""
    form = AskForm()
    return saved(
        form,
        lambda: services.ask(
            session(), _request(request_id), **form.values, by=current_user, now=now()
        ),
        lambda _nothing: _asked(request_id),
        lambda: _page(_request(request_id), form),
    )


def _asked(request_id: int) -> ResponseReturnValue:
    url = url_for("it_assets.request.detail", request_id=request_id)
    return done(_("The equipment is asked for."), url)


def _page(one: Request, form: AskForm) -> str:
    if form.price.data is None and not form.price.raw_data:
        form.price.data = one.price
    page: str = render(
        "it_assets/request/detail.html",
        request_=one,
        state=STATES[one.state],
        form=form,
        beyond=services.beyond(one),
        is_mine=one.requested_by_id == current_user.id,
        approval=approval.latest(session(), services.EQUIPMENT, one),
        **record_page("it_assets.request", one),
    )
    return page


def _request(request_id: int) -> Request:
    return session().scalar(queries.request(request_id)) or abort(404)
