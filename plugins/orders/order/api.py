"""Orders in the JSON API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from pydantic import AliasPath, Field

from core import api
from core.db import session
from core.permissions import requires
from plugins.orders.discount.models import Bearer
from plugins.orders.ledger import queries
from plugins.orders.ledger.models import State, Tender
from plugins.orders.order.listing import OrderListing

blueprint = api.blueprint("order", __name__)
api.lists(blueprint, OrderListing, "orders.order.index")


class OrderLine(api.Output):
    """One product of an order; amounts are for the whole line, in the currency of the order."""

    id: int
    position: int
    product: str = Field(validation_alias=AliasPath("product", "code"))
    title: str = Field(validation_alias=AliasPath("product", "title"))
    supplier: str | None = Field(None, validation_alias=AliasPath("supplier", "code"))
    quantity: Decimal
    price: Decimal
    freight: Decimal
    seller_discount: Decimal
    platform_discount: Decimal
    refunded_quantity: Decimal
    refunded_price: Decimal
    refunded_freight: Decimal
    is_withdrawn: bool


class OrderPayment(api.Output):
    """What the buyer gave, and what refunds give back the same way."""

    tender: Tender
    amount: Decimal
    refunded: Decimal


class OrderDiscount(api.Output):
    """What was taken off the whole order; the discounts of the lines contain their shares."""

    code: str
    title: str
    bearer: Bearer
    platform_share: Decimal
    amount: Decimal


class OrderDetail(api.Output):
    """An order with its lines, payments and discounts."""

    id: int
    number: str
    store: str = Field(validation_alias=AliasPath("store", "code"))
    buyer_code: str
    buyer_name: str
    state: State
    placed_at: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    signed_on: date | None
    currency: str
    goods: Decimal
    freight: Decimal
    discount: Decimal
    total: Decimal
    paid: Decimal
    refunded: Decimal
    version: int
    lines: list[OrderLine]
    payments: list[OrderPayment]
    discounts: list[OrderDiscount]


@blueprint.get("/<int:order_id>")
@requires("orders.order.index")
@blueprint.output(OrderDetail)
def detail(order_id: int) -> ResponseReturnValue:
    """One order with its lines, payments and discounts."""
    order: Any = session().scalar(queries.order(order_id)) or abort(404)
    return order
