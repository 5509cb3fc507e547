"""Receipts of equipment in the JSON API."""

from __future__ import annotations

from datetime import date, datetime
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
from plugins.it_assets.place import queries as places
from plugins.it_assets.purchase import queries as purchases
from plugins.it_assets.receipt import queries, services
from plugins.it_assets.receipt.listing import ReceiptListing
from plugins.it_assets.receipt.models import Check, Receipt, State
from plugins.it_assets.request.forms import MOST

blueprint = api.blueprint("receipt", __name__)
api.lists(blueprint, ReceiptListing, "it_assets.receipt.index")


class ReceiptBody(api.Input):
    """Pieces of a purchase that came, with a serial number for each or for none."""

    quantity: Annotated[int, Field(ge=1, le=MOST), api.WHOLE]
    model_id: api.Key
    place_id: api.Key
    serials: list[str] = Field([], max_length=MOST)
    note: str = Field("", max_length=200)


class AcceptBody(api.Input):
    """The checks that were passed."""

    checks: list[Check]


class RefuseBody(AcceptBody):
    """What is wrong; the checks are those that were passed nevertheless."""

    checks: list[Check] = []
    reason: str = Field(pattern=r"\S", max_length=500)


class Piece(api.Output):
    """A piece that came: an asset from then on."""

    asset_id: int
    tag: str = Field(validation_alias=AliasPath("asset", "tag"))
    serial: str | None = Field(validation_alias=AliasPath("asset", "serial"))


class ReceiptDetail(api.Output):
    """A receipt with its pieces, and what whoever asked says of it."""

    id: int
    number: str
    purchase_id: int
    quantity: int
    note: str
    received_on: date
    state: State
    checks: dict[str, bool]
    reason: str
    decided_at: datetime | None
    units: list[Piece]


@blueprint.get("/<int:receipt_id>")
@requires("it_assets.receipt.index")
@blueprint.output(ReceiptDetail)
def detail(receipt_id: int) -> Any:
    """One receipt."""
    return _receipt(receipt_id)


@blueprint.post("/create/<int:purchase_id>")
@requires("it_assets.receipt.create")
@blueprint.input(ReceiptBody)
@blueprint.output(ReceiptDetail, status_code=HTTPStatus.CREATED)
def create(purchase_id: int, json_data: ReceiptBody) -> Any:
    """Take in some pieces of a purchase."""
    body = json_data
    made = services.receive(
        session(),
        session().scalar(purchases.purchase(purchase_id)) or abort(404),
        api.chosen(models.model(body.model_id), body.model_id, "model_id"),
        api.chosen(places.usable(body.place_id), body.place_id, "place_id"),
        quantity=body.quantity,
        serials="\n".join(body.serials),
        note=body.note,
        by=current_user,
        on=today(),
        now=now(),
    )
    return _receipt(made.id)


@blueprint.post("/<int:receipt_id>/accept")
@requires("it_assets.receipt.accept")
@blueprint.input(AcceptBody)
@blueprint.output(ReceiptDetail)
def accept(receipt_id: int, json_data: AcceptBody) -> Any:
    """Take what came, after all checks were passed."""
    checks = set(json_data.checks)
    services.accept(session(), _receipt(receipt_id), checks, by=current_user, now=now())
    return _receipt(receipt_id)


@blueprint.post("/<int:receipt_id>/refuse")
@requires("it_assets.receipt.accept")
@blueprint.input(RefuseBody)
@blueprint.output(ReceiptDetail)
def refuse(receipt_id: int, json_data: RefuseBody) -> Any:
    """Send what came back to the vendor."""
    services.refuse(
        session(),
        _receipt(receipt_id),
        set(json_data.checks),
        reason=json_data.reason,
        by=current_user,
        on=today(),
        now=now(),
    )
    return _receipt(receipt_id)


def _receipt(receipt_id: int) -> Receipt:
    return session().scalar(queries.receipt(receipt_id)) or abort(404)
