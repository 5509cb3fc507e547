"""The pages below /it_assets/purchase/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.extras import record_page
from core.forms import SelectChoice
from core.listing import answer
from core.permissions import requires
from core.saving import done, past, saved
from core.templating import money, render
from plugins.it_assets.purchase import queries, services
from plugins.it_assets.purchase.forms import OrderForm, QuoteForm
from plugins.it_assets.purchase.listing import PurchaseListing
from plugins.it_assets.purchase.models import STATES
from plugins.it_assets.request import queries as requests
from plugins.it_assets.request.models import Request

blueprint = Blueprint("purchase", __name__)


@blueprint.get("/")
@requires("it_assets.purchase.index")
def index() -> ResponseReturnValue:
    """List the purchases, the newest first."""
    return answer(PurchaseListing(), "it_assets/purchase/index.html")


@blueprint.get("/<int:purchase_id>")
@requires("it_assets.purchase.index")
def detail(purchase_id: int) -> ResponseReturnValue:
    """Show one purchase and what came of it."""
    purchase = session().scalar(queries.purchase(purchase_id)) or abort(404)
    return render(
        "it_assets/purchase/detail.html",
        purchase=purchase,
        state=STATES[purchase.state],
        **record_page("it_assets.purchase", purchase),
    )


@blueprint.route("/quote/<int:request_id>", methods=["GET", "POST"])
@requires("it_assets.purchase.edit")
def quote(request_id: int) -> ResponseReturnValue:
    """Write down what a vendor wants."""
    form = QuoteForm()
    return saved(
        form,
        lambda: services.record_quote(
            session(), _request(request_id), **form.picked, by=current_user, on=today()
        ),
        lambda _quote: done(
            _("The offer is written down."),
            url_for("it_assets.request.detail", request_id=request_id),
        ),
        lambda: render("it_assets/purchase/quote.html", form=form, request_=_request(request_id)),
    )


@blueprint.route("/create/<int:request_id>", methods=["GET", "POST"])
@requires("it_assets.purchase.edit")
def create(request_id: int) -> ResponseReturnValue:
    """Choose an offer and order it."""
    url = url_for("it_assets.request.detail", request_id=request_id)
    if answer := past(_request(request_id), "order", url):
        return answer
    form = OrderForm()
    form.quote.choices = [
        SelectChoice(offer.id, f"{offer.vendor.name} · {money(offer.price)}")
        for offer in session().scalars(queries.quotes_of(request_id))
    ]
    return saved(
        form,
        lambda: services.order(
            session(), _request(request_id), **form.values, by=current_user, on=today(), now=now()
        ),
        lambda made: done(
            _("The equipment is ordered."),
            url_for("it_assets.purchase.detail", purchase_id=made.id),
        ),
        lambda: render("it_assets/purchase/create.html", form=form, request_=_request(request_id)),
    )


@blueprint.post("/<int:purchase_id>/close")
@requires("it_assets.purchase.edit")
def close(purchase_id: int) -> ResponseReturnValue:
    """Wait no longer for what is still to come."""
    purchase = session().scalar(queries.purchase(purchase_id)) or abort(404)
    services.close(session(), purchase, by=current_user, now=now())
    url = url_for("it_assets.purchase.detail", purchase_id=purchase_id)
    return done(_("What is still to come is not waited for."), url)


def _request(request_id: int) -> Request:
    return session().scalar(requests.request(request_id)) or abort(404)
