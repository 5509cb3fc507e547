"""Questions asked of shipments; each returns a Select."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from core.rows import EVERY_ROW
from plugins.orders.ledger.models import Order
from plugins.orders.shipment.models import Event, Shipment, State


def of_order(order_id: int) -> Select[Shipment]:
    """The parcels of one order with their events."""
    return (
        select(Shipment)
        .where(Shipment.order_id == order_id)
        .options(selectinload(Shipment.events))
        .order_by(Shipment.id)
    )


def shipment(shipment_id: int) -> Select[Shipment]:
    """One parcel with its order and events."""
    return (
        select(Shipment)
        .where(Shipment.id == shipment_id)
        .options(joinedload(Shipment.order), selectinload(Shipment.events))
    )


def locked(shipment_id: int) -> Select[int]:
    """The key of a parcel; nobody else adds events to it until the transaction ends."""
    return select(Shipment.id).where(Shipment.id == shipment_id).with_for_update()


def events(shipment_id: int) -> Select[Event]:
    """What was reported of a parcel."""
    return select(Event).where(Event.shipment_id == shipment_id)


def tracked(carrier: str, tracking_number: str) -> Select[Shipment]:
    """The parcel that a carrier knows by a number, whoever asks: it is recorded once."""
    asked = select(Shipment).where(
        Shipment.carrier == carrier, Shipment.tracking_number == tracking_number
    )
    return asked.execution_options(**EVERY_ROW)


def same_event(shipment_id: int, at: datetime, text: str) -> Select[int]:
    """The event that was reported with the same words of the same moment before."""
    return select(Event.id).where(
        Event.shipment_id == shipment_id, Event.at == at, Event.text == text
    )


def unsigned(order_id: int) -> Select[int]:
    """The parcels of an order that still may be signed for, but are not."""
    over = (State.SIGNED, State.RETURNING, State.REJECTED)
    return select(Shipment.id).where(Shipment.order_id == order_id, Shipment.state.not_in(over))


@cache
def all_shipments() -> Select[Shipment]:
    """Every parcel with its order."""
    return select(Shipment).join(Order, Order.id == Shipment.order_id)
