"""Parcels in the JSON API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from pydantic import AliasPath, Field

from core import api
from core.db import session
from core.permissions import requires
from plugins.orders.shipment import queries
from plugins.orders.shipment.listing import ShipmentListing
from plugins.orders.shipment.models import State

blueprint = api.blueprint("shipment", __name__)
api.lists(blueprint, ShipmentListing, "orders.order.index")


class ShipmentEvent(api.Output):
    """What a carrier reported; ``code`` is the carrier's own."""

    at: datetime
    code: str
    state: State
    text: str


class ShipmentDetail(api.Output):
    """A parcel with its events, the latest first."""

    id: int
    order_id: int
    order: str = Field(validation_alias=AliasPath("order", "number"))
    carrier: str
    tracking_number: str
    state: State
    shipped_at: datetime
    events: list[ShipmentEvent]


@blueprint.get("/<int:shipment_id>")
@requires("orders.order.index")
@blueprint.output(ShipmentDetail)
def detail(shipment_id: int) -> ResponseReturnValue:
    """One parcel with its events."""
    shipment: Any = session().scalar(queries.shipment(shipment_id)) or abort(404)
    return shipment
