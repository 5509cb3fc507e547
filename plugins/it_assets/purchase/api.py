"""Offers and purchases of equipment in the JSON API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from flask import abort
from flask_login import current_user
from pydantic import AliasPath, Field

from core import api
from core.clock import now
from core.company import today
from core.db import session
from core.permissions import requires
from plugins.it_assets.purchase import queries, services
from plugins.it_assets.purchase.listing import PurchaseListing
from plugins.it_assets.purchase.models import Purchase, State
from plugins.it_assets.request import queries as requests
from plugins.it_assets.request.models import Request

blueprint = api.blueprint("purchase", __name__)
api.lists(blueprint, PurchaseListing, "it_assets.purchase.index")


class QuoteBody(api.Input):
    """What a vendor wants for one piece."""

    vendor: str = Field(pattern=r"\S", max_length=64, description="The code of the vendor.")
    price: api.Price
    note: str = Field("", max_length=300)


class QuoteDetail(api.Output):
    """An offer."""

    id: int
    vendor: str = Field(validation_alias=AliasPath("vendor", "code"))
    price: Decimal
    note: str
    quoted_on: date


class Quotes(api.Output):
    """The offers for a request, the cheapest first."""

    items: list[QuoteDetail]


class OrderBody(api.Input):
    """Which offer is taken, and why if another one costs less."""

    quote: api.Key = Field(description="The id of the offer.")
    reason: str = Field("", max_length=300)
    expected_on: api.Day | None = None


class PurchaseDetail(api.Output):
    """A purchase; ``accepted`` pieces were looked at by whoever asked for them."""

    id: int
    number: str
    request_id: int
    title: str = Field(validation_alias=AliasPath("request", "title"))
    vendor: str = Field(validation_alias=AliasPath("vendor", "code"))
    quantity: int
    received: int
    accepted: int
    price: Decimal
    total: Decimal
    currency: str
    reason: str
    state: State
    ordered_on: date
    expected_on: date | None


@blueprint.get("/<int:purchase_id>")
@requires("it_assets.purchase.index")
@blueprint.output(PurchaseDetail)
def detail(purchase_id: int) -> Any:
    """One purchase."""
    return _purchase(purchase_id)


@blueprint.get("/quote/<int:request_id>")
@requires("it_assets.purchase.index")
@blueprint.output(Quotes)
def quotes(request_id: int) -> Any:
    """The offers for a request."""
    return {"items": session().scalars(queries.quotes_of(_request(request_id).id)).all()}


@blueprint.post("/quote/<int:request_id>")
@requires("it_assets.purchase.edit")
@blueprint.input(QuoteBody)
@blueprint.output(QuoteDetail, status_code=HTTPStatus.CREATED)
def quote(request_id: int, json_data: QuoteBody) -> Any:
    """Write down what a vendor wants; a later offer replaces an earlier one."""
    facts = json_data.model_dump()
    code = facts.pop("vendor")
    vendor = api.chosen(queries.vendor(code), code, "vendor")
    made: Any = services.record_quote(
        session(), _request(request_id), vendor, **facts, by=current_user, on=today()
    )
    return made


@blueprint.post("/create/<int:request_id>")
@requires("it_assets.purchase.edit")
@blueprint.input(OrderBody)
@blueprint.output(PurchaseDetail, status_code=HTTPStatus.CREATED)
def create(request_id: int, json_data: OrderBody) -> Any:
    """Choose an offer for what was approved, and order it."""
    facts = json_data.model_dump()
    made = services.order(
        session(), _request(request_id), **facts, by=current_user, on=today(), now=now()
    )
    return _purchase(made.id)


@blueprint.post("/<int:purchase_id>/close")
@requires("it_assets.purchase.edit")
@blueprint.output(PurchaseDetail)
def close(purchase_id: int) -> Any:
    """Wait no longer for what is still to come."""
    services.close(session(), _purchase(purchase_id), by=current_user, now=now())
    return _purchase(purchase_id)


def _purchase(purchase_id: int) -> Purchase:
    return session().scalar(queries.purchase(purchase_id)) or abort(404)


def _request(request_id: int) -> Request:
    return session().scalar(requests.request(request_id)) or abort(404)
