"""The pages below /catalog/request/."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request, url_for
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
from plugins.catalog.request import queries, services
from plugins.catalog.request.forms import RequestForm
from plugins.catalog.request.listing import STATES, RequestListing
from plugins.catalog.request.models import Request
from plugins.catalog.supply import services as supplies

blueprint = Blueprint("request", __name__)


@blueprint.get("/")
@requires("catalog.request.index")
def index() -> ResponseReturnValue:
    """List the purchase requests, the newest first."""
    return answer(RequestListing(), "catalog/request/index.html")


@blueprint.get("/<int:request_id>")
@requires("catalog.request.index")
def detail(request_id: int) -> ResponseReturnValue:
    """Show one request and how far it is approved."""
    one = _request(request_id)
    return render(
        "catalog/request/detail.html",
        request_=one,
        state=STATES[one.state],
        approval=approval.latest(session(), services.PURCHASE, one),
        **record_page("catalog.request", one),
    )


@blueprint.route("/create", methods=["GET", "POST"])
@requires("catalog.request.create")
def create() -> ResponseReturnValue:
    """Ask for a purchase."""
    form = RequestForm(product=request.args.get("product", ""))
    return saved(
        form,
        lambda: _create(**form.picked),
        lambda made: done(_("The purchase is asked for."), _url(made.id)),
        lambda: render("catalog/request/create.html", form=form),
    )


def _create(*, product: str, supplier: str, **facts: Any) -> Request:
    goods, party = supplies.find(session(), product=product, supplier=supplier)
    return services.create_request(
        session(), goods, party, **facts, by=current_user, on=today(), now=now()
    )


@blueprint.post("/<int:request_id>/ask")
@requires("catalog.request.create")
def ask(request_id: int) -> ResponseReturnValue:
    """Ask again for what was declined."""
    services.ask(session(), _request(request_id), by=current_user, now=now())
    return done(_("The purchase is asked for."), _url(request_id))


def _request(request_id: int) -> Request:
    return session().scalar(queries.request(request_id)) or abort(404)


def _url(request_id: int) -> str:
    return url_for("catalog.request.detail", request_id=request_id)
