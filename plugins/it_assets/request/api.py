"""Requests for equipment in the JSON API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any

from flask import abort
from flask_login import current_user
from pydantic import AliasPath, Field

from core import api
from core.clock import now
from core.company import today
from core.db import session
from core.permissions import requires
from plugins.it_assets.model import queries as models
from plugins.it_assets.request import queries, services
from plugins.it_assets.request.forms import MOST
from plugins.it_assets.request.listing import RequestListing
from plugins.it_assets.request.models import Request, State

blueprint = api.blueprint("request", __name__)
api.lists(blueprint, RequestListing, "it_assets.request.index")


class RequestBody(api.Input):
    """What is needed: pieces of a model, or of what the title describes."""

    model_id: api.Key | None = None
    title: str = Field("", max_length=200)
    quantity: Annotated[int, Field(ge=1, le=MOST), api.WHOLE] = 1
    price: api.Price = Field(description="About how much one piece costs.")
    needed_on: api.Day | None = None
    reason: str = Field(pattern=r"\S", max_length=500)


class AskBody(api.Input):
    """The price of one piece with which somebody asks again."""

    price: api.Price


class RequestDetail(api.Output):
    """A request, and how it compares with what the posts of whoever asked are entitled to."""

    id: int
    number: str
    model_id: int | None
    title: str
    quantity: int
    price: Decimal
    reason: str
    needed_on: date | None
    entitled: int | None
    entitled_price: Decimal | None
    had: int
    is_beyond: bool
    state: State
    requested_by: str = Field(validation_alias=AliasPath("requested_by", "name"))
    requested_at: datetime


@blueprint.get("/<int:request_id>")
@requires("it_assets.request.index")
@blueprint.output(RequestDetail)
def detail(request_id: int) -> Any:
    """One request."""
    return _request(request_id)


@blueprint.post("/")
@requires("it_assets.request.create")
@blueprint.input(RequestBody)
@blueprint.output(RequestDetail, status_code=HTTPStatus.CREATED)
def create(json_data: RequestBody) -> Any:
    """Ask for equipment."""
    facts = json_data.model_dump()
    key = facts.pop("model_id")
    made = services.create_request(
        session(),
        api.chosen(models.model(key), key, "model_id") if key else None,
        **facts,
        by=current_user,
        on=today(),
        now=now(),
    )
    return _request(made.id)


@blueprint.post("/<int:request_id>/ask")
@requires("it_assets.request.create")
@blueprint.input(AskBody)
@blueprint.output(RequestDetail)
def ask(request_id: int, json_data: AskBody) -> Any:
    """Ask again, for the same money or for more."""
    price = json_data.price
    services.ask(session(), _request(request_id), price=price, by=current_user, now=now())
    return _request(request_id)


def _request(request_id: int) -> Request:
    return session().scalar(queries.request(request_id)) or abort(404)
