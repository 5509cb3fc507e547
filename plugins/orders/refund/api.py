"""Refunds in the JSON API."""

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
from plugins.orders.ledger.models import Tender
from plugins.orders.refund import queries
from plugins.orders.refund.listing import RefundListing
from plugins.orders.refund.models import Liability, State

blueprint = api.blueprint("refund", __name__)
api.lists(blueprint, RefundListing, "orders.refund.index")


class RefundedLine(api.Output):
    """What goes back of one line."""

    line_id: int
    position: int = Field(validation_alias=AliasPath("line", "position"))
    quantity: Decimal
    price: Decimal
    freight: Decimal


class RefundedTender(api.Output):
    """How much goes back the way that one payment came."""

    tender: Tender = Field(validation_alias=AliasPath("payment", "tender"))
    amount: Decimal


class RefundDetail(api.Output):
    """A refund with its lines, and how it goes back."""

    id: int
    number: str
    order_id: int
    order: str = Field(validation_alias=AliasPath("order", "number"))
    state: State
    liability: Liability
    returns_commission: bool
    reason: str
    amount: Decimal
    requested_at: datetime
    decided_at: datetime | None
    refunded_on: date | None
    lines: list[RefundedLine]
    tenders: list[RefundedTender]


@blueprint.get("/<int:refund_id>")
@requires("orders.refund.index")
@blueprint.output(RefundDetail)
def detail(refund_id: int) -> ResponseReturnValue:
    """One refund with its lines, and how it goes back."""
    refund: Any = session().scalar(queries.refund(refund_id)) or abort(404)
    return refund
