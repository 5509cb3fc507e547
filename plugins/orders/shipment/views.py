"""The pages below /orders/shipment/."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.clock import from_local, now
from core.company import company
from core.db import session
from core.errors import BusinessError
from core.permissions import requires
from core.templating import render
from plugins.orders.ledger import queries as orders
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
    order = session().scalar(orders.order(order_id)) or abort(404)
    form = ShipmentForm()
    if form.submitted():
        try:
            shipment = services.create_shipment(
                session(), order, **form.values, by=current_user, now=now()
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            return redirect(url_for("orders.shipment.detail", shipment_id=shipment.id), 303)
    code = 422 if form.errors else 200
    return render("orders/shipment/create.html", form=form, order=order), code


@blueprint.get("/<int:shipment_id>")
@requires("orders.order.index")
def detail(shipment_id: int) -> ResponseReturnValue:
    """Show a parcel and what happened to it."""
    return _page(_shipment(shipment_id), EventForm())


@blueprint.post("/<int:shipment_id>/event")
@requires("orders.shipment.edit")
def event(shipment_id: int) -> ResponseReturnValue:
    """Record an event of a parcel."""
    shipment = _shipment(shipment_id)
    form = EventForm()
    if form.submitted():
        values = form.values
        local: datetime = values["at"]
        services.add_event(
            session(),
            shipment,
            at=from_local(local, company().zone),
            code=values["code"],
            text=values["text"] or "",
            by=current_user,
            now=now(),
        )
        session().commit()
        return redirect(url_for("orders.shipment.detail", shipment_id=shipment_id), 303)
    return _page(shipment, form), 422


def _page(shipment: Shipment, form: EventForm) -> str:
    return render("orders/shipment/detail.html", shipment=shipment, form=form, states=STATES)


def _shipment(shipment_id: int) -> Shipment:
    return session().scalar(queries.shipment(shipment_id)) or abort(404)
