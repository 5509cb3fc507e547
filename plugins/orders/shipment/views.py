"""The pages below /orders/shipment/."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import from_local, now
from core.company import company
from core.db import session
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.orders.ledger import queries as orders
from plugins.orders.ledger.models import Order
from plugins.orders.shipment import queries, services
from plugins.orders.shipment.forms import EventForm, ShipmentForm
from plugins.orders.shipment.listing import STATES, ShipmentListing
from plugins.orders.shipment.models import Shipment

blueprint = Blueprint("shipment", __name__)


@blueprint.get("/")
@requires("orders.order.index")
def index() -> ResponseReturnValue:
    """List the parcels, the latest first."""
    if request.args.get("format") in {"csv", "xlsx"}:
        return ShipmentListing().export(request.args, request.args["format"])
    return render("orders/shipment/index.html", page=ShipmentListing().page(request.args))


@blueprint.route("/create/<int:order_id>", methods=["GET", "POST"])
@requires("orders.shipment.edit")
def create(order_id: int) -> ResponseReturnValue:
    """Record a parcel of an order."""
    order = _order(order_id)
    form = ShipmentForm()
    return saved(
        form,
        lambda: services.create_shipment(
            session(), order, **form.values, by=current_user, now=now()
        ),
        lambda parcel: done(
            _("The shipment is recorded."),
            url_for("orders.shipment.detail", shipment_id=parcel.id),
        ),
        lambda: render("orders/shipment/create.html", form=form, order=_order(order_id)),
    )


def _order(order_id: int) -> Order:
    return session().scalar(orders.order(order_id)) or abort(404)


@blueprint.get("/<int:shipment_id>")
@requires("orders.order.index")
def detail(shipment_id: int) -> ResponseReturnValue:
    """Show a parcel and what happened to it."""
    return _page(_shipment(shipment_id), EventForm())


@blueprint.post("/<int:shipment_id>/event")
@requires("orders.shipment.edit")
def event(shipment_id: int) -> ResponseReturnValue:
    """Record an event of a parcel."""
    form = EventForm()
    return saved(
        form,
        lambda: _happened(_shipment(shipment_id), **form.values),
        lambda _none: done(
            _("The event is recorded."), url_for("orders.shipment.detail", shipment_id=shipment_id)
        ),
        lambda: _page(_shipment(shipment_id), form),
    )


def _happened(shipment: Shipment, *, at: datetime, code: str, text: str | None) -> None:
    services.add_event(
        session(),
        shipment,
        at=from_local(at, company().zone),
        code=code,
        text=text or "",
        by=current_user,
        now=now(),
    )


def _page(shipment: Shipment, form: EventForm) -> str:
    return render("orders/shipment/detail.html", shipment=shipment, form=form, states=STATES)


def _shipment(shipment_id: int) -> Shipment:
    return session().scalar(queries.shipment(shipment_id)) or abort(404)
