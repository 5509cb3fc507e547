"""What malls push: orders, payments, refunds and shipments, up to a thousand in a call.

Each item is taken or refused by itself; the answer tells what became of it, by its place in the
batch and, if it was refused, by the field.  The same item again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from flask_login import current_user
from pydantic import (
    AwareDatetime,
    ConfigDict,
    Field,
    SkipValidation,
    TypeAdapter,
    ValidationError,
    create_model,
)

from core import api
from core.api_request import mistake
from core.clock import now
from core.company import today
from core.db import session
from core.permissions import requires
from plugins.orders.channel.models import ChannelKind
from plugins.orders.ledger.models import State, Tender
from plugins.orders.push import services as push
from plugins.orders.push.rules import (
    ADDED,
    CHANGED,
    REFUSED,
    UNCHANGED,
    EventPush,
    Outcome,
    PaymentPush,
    RefundLine,
    RefundPush,
    ShipmentPush,
)
from plugins.orders.receipt import services as receipts
from plugins.orders.refund.models import Liability

MOST = 1_000
blueprint = api.blueprint("intake", __name__)
Code = Annotated[str, Field(min_length=1, max_length=64)]
Number = Annotated[str, Field(min_length=1, max_length=60)]
Title = Annotated[str, Field(max_length=200)]
Money = Annotated[Decimal, Field(max_digits=15, decimal_places=2, ge=0)]
Quantity = Annotated[Decimal, Field(max_digits=15, decimal_places=3)]


class Plain(api.Input):
    """A part whose words of an enum are handed on as texts."""

    model_config = ConfigDict(use_enum_values=True)


class StoreIn(Plain):
    """The store whose orders these are; it and its channel are opened on first sight."""

    store: Annotated[str, Field(min_length=1, max_length=40)]
    store_name: Annotated[str, Field(max_length=100)] = ""
    channel: Annotated[str, Field(min_length=1, max_length=40)]
    channel_name: Annotated[str, Field(max_length=100)] = ""
    channel_kind: ChannelKind


class PersonIn(Plain):
    """A buyer or supplier by the code that the mall knows them by."""

    code: Code
    name: Title = ""


class ProductIn(Plain):
    """What a line sells."""

    code: Code
    title: Annotated[str, Field(min_length=1, max_length=200)]
    category: Annotated[str, Field(max_length=100)] = ""


class LineIn(Plain):
    """One product of an order; all amounts are for the whole line."""

    position: Annotated[int, Field(ge=0, le=10**6)]
    product: ProductIn
    supplier: PersonIn | None = None
    quantity: Quantity = Decimal(1)
    price: Money
    freight: Money = Decimal(0)
    seller_discount: Money = Decimal(0)
    platform_discount: Money = Decimal(0)
    unit_cost: Money | None = None


class PaidIn(Plain):
    """What the buyer gave, told with the order itself."""

    sequence: Annotated[int, Field(ge=1, le=10**6)] = 1
    tender: Tender
    amount: Money


class OrderIn(Plain):
    """A whole order as the mall has it now."""

    number: Number
    buyer: PersonIn | None = None
    state: State
    placed_at: AwareDatetime
    paid_at: AwareDatetime | None = None
    shipped_at: AwareDatetime | None = None
    delivered_at: AwareDatetime | None = None
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""
    lines: Annotated[list[LineIn], Field(max_length=MOST)] = []
    payments: Annotated[list[PaidIn], Field(max_length=MOST)] = []


class PaymentIn(Plain):
    """A payment that followed its order, under the platform's number."""

    id: Code
    order: Number
    tender: Tender
    amount: Money
    paid_at: AwareDatetime


class RefundLineIn(Plain):
    """What a refund takes back of a line; without a price, the part of the quantity."""

    position: int
    quantity: Quantity
    price: Money | None = None
    freight: Money = Decimal(0)


class RefundIn(Plain):
    """A refund that a buyer asks for, under the platform's number; colleagues decide on it."""

    id: Code
    order: Number
    liability: Liability
    reason: Annotated[str, Field(min_length=1, max_length=300)]
    lines: Annotated[list[RefundLineIn], Field(min_length=1, max_length=MOST)]


class EventIn(Plain):
    """What a carrier reported of a parcel, with its own code."""

    at: AwareDatetime
    code: Annotated[str, Field(max_length=20)]
    text: Annotated[str, Field(max_length=300)] = ""


class ShipmentIn(Plain):
    """A parcel with what is known of its way; the carrier's number names it."""

    order: Number
    carrier: Annotated[str, Field(min_length=1, max_length=60)]
    tracking_number: Annotated[str, Field(min_length=1, max_length=60)]
    shipped_at: AwareDatetime
    events: Annotated[list[EventIn], Field(max_length=MOST)] = []


def _batch(name: str, item: type[Plain], store: Any = Code) -> Any:
    """Return what takes up to a thousand things of one store, none of which is read as yet."""
    many: Any = list[SkipValidation[item]]  # type: ignore[valid-type]  # made at run time
    told: dict[str, Any] = {name: (many, Field(min_length=1, max_length=MOST))}
    return create_model(
        f"{item.__name__.removesuffix('In')}Batch",
        __base__=api.Input,
        store=(store, ...),
        **told,
    )


class ItemError(api.Output):
    """What is wrong with an item, and where in the batch."""

    pointer: str
    detail: str


class ItemResult(api.Output):
    """What became of one item."""

    index: int
    result: Literal["added", "changed", "unchanged", "refused"]
    errors: list[ItemError]


class BatchResult(api.Output):
    """What became of a batch: the counts, and each item in the order of the batch."""

    added: int
    changed: int
    unchanged: int
    refused: int
    items: list[ItemResult]


@blueprint.post("/orders")
@requires("orders.order.import")
@blueprint.input(_batch("orders", OrderIn, StoreIn))
@blueprint.output(BatchResult)
def orders(json_data: Any) -> Any:
    """Push whole orders; a changed one gets a new version, as by an import."""
    sound, refused = _read(OrderIn, json_data.orders)
    place = json_data.store.model_dump()
    items = {index: one.model_dump() for index, one in sound.items()}
    done = push.push_orders(session(), place, items, by=current_user, now=now())
    return _told("orders", refused | done)


@blueprint.post("/payments")
@requires("orders.order.import")
@blueprint.input(_batch("payments", PaymentIn))
@blueprint.output(BatchResult)
def payments(json_data: Any) -> Any:
    """Push payments of orders that are there; an order that is paid in full moves on."""
    sound, refused = _read(PaymentIn, json_data.payments)
    items = {index: PaymentPush(**one.model_dump()) for index, one in sound.items()}
    done = receipts.push_payments(session(), json_data.store, items, by=current_user, now=now())
    return _told("payments", refused | done)


@blueprint.post("/refunds")
@requires("orders.refund.create")
@blueprint.input(_batch("refunds", RefundIn))
@blueprint.output(BatchResult)
def refunds(json_data: Any) -> Any:
    """Push refunds that buyers ask for; they wait for the signature of a colleague."""
    sound, refused = _read(RefundIn, json_data.refunds)
    items = {
        index: RefundPush(
            **one.model_dump(exclude={"lines"}),
            lines=tuple(RefundLine(**line.model_dump()) for line in one.lines),
        )
        for index, one in sound.items()
    }
    done = receipts.push_refunds(
        session(), json_data.store, items, by=current_user, on=today(), now=now()
    )
    return _told("refunds", refused | done)


@blueprint.post("/shipments")
@requires("orders.shipment.edit")
@blueprint.input(_batch("shipments", ShipmentIn))
@blueprint.output(BatchResult)
def shipments(json_data: Any) -> Any:
    """Push parcels and what carriers reported of them."""
    sound, refused = _read(ShipmentIn, json_data.shipments)
    items = {
        index: ShipmentPush(
            **one.model_dump(exclude={"events"}),
            events=tuple(EventPush(**event.model_dump()) for event in one.events),
        )
        for index, one in sound.items()
    }
    done = receipts.push_shipments(session(), json_data.store, items, by=current_user, now=now())
    return _told("shipments", refused | done)


def _read(model: Any, items: list[Any]) -> tuple[dict[int, Any], dict[int, Outcome]]:
    """Read each item by itself; return the sound ones and those that are refused."""
    adapter = TypeAdapter(model)
    sound: dict[int, Any] = {}
    refused: dict[int, Outcome] = {}
    for index, item in enumerate(items):
        try:
            sound[index] = adapter.validate_python(item)
        except ValidationError as error:
            refused[index] = Outcome(REFUSED, dict(map(mistake, error.errors(include_url=False))))
    return sound, refused


def _told(name: str, outcomes: Mapping[int, Outcome]) -> dict[str, Any]:
    results = [one.result for one in outcomes.values()]
    return {
        **{word: results.count(word) for word in (ADDED, CHANGED, UNCHANGED, REFUSED)},
        "items": [
            {
                "index": index,
                "result": one.result,
                "errors": [
                    {"pointer": f"#/{name}/{index}/{where}".rstrip("/"), "detail": what}
                    for where, what in one.errors.items()
                ],
            }
            for index, one in sorted(outcomes.items())
        ],
    }
