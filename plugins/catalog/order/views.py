"""The pages below /catalog/order/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import session
from core.extras import record_page
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.catalog.order import queries, services
from plugins.catalog.order.forms import SendForm
from plugins.catalog.order.listing import STATES, OrderListing, WaitingListing
from plugins.catalog.order.models import PurchaseOrder

blueprint = Blueprint("order", __name__)


@blueprint.get("/")
@requires("catalog.order.index")
def index() -> ResponseReturnValue:
    """List the purchase orders, the newest first."""
    return answer(OrderListing(), "catalog/order/index.html")


@blueprint.get("/waiting")
@requires("catalog.order.edit")
def waiting() -> ResponseReturnValue:
    """List what is approved and not yet ordered."""
    return answer(WaitingListing(), "catalog/order/waiting.html", name="to-order")


@blueprint.get("/<int:order_id>")
@requires("catalog.order.index")
def detail(order_id: int) -> ResponseReturnValue:
    """Show one order as it goes to its supplier, and what came of it."""
    return _page(_order(order_id), SendForm())


@blueprint.post("/<int:order_id>/send")
@requires("catalog.order.edit")
def send(order_id: int) -> ResponseReturnValue:
    """Note that an order went to its supplier."""
    order, form = _order(order_id), SendForm()
    return saved(
        form,
        lambda: services.send(session(), order, **form.values, by=current_user, now=now()),
        lambda _none: done(_("The order is sent."), _url(order_id)),
        lambda: _page(_order(order_id), form),
    )


@blueprint.post("/<int:order_id>/close")
@requires("catalog.order.edit")
def close(order_id: int) -> ResponseReturnValue:
    """Wait no longer for the rest."""
    services.close(session(), _order(order_id), by=current_user, now=now())
    return done(_("The order is closed."), _url(order_id))


def _page(order: PurchaseOrder, form: SendForm) -> str:
    return render(
        "catalog/order/detail.html",
        order=order,
        form=form,
        state=STATES[order.state],
        **record_page("catalog.order", order),
    )


def _order(order_id: int) -> PurchaseOrder:
    return session().scalar(queries.order(order_id)) or abort(404)


def _url(order_id: int) -> str:
    return url_for("catalog.order.detail", order_id=order_id)
