"""Quality records in the JSON API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Literal

from flask import abort
from flask.typing import ResponseReturnValue
from flask_login import current_user
from pydantic import AliasPath, Field

from core import api
from core.clock import now
from core.company import today
from core.db import session
from core.permissions import requires
from plugins.service.defect import services as kinds
from plugins.service.quality import queries, services
from plugins.service.quality.listing import QualityListing
from plugins.service.quality.models import QualityRecord
from plugins.service.quality.rules import State

blueprint = api.blueprint("quality", __name__)
api.lists(blueprint, QualityListing, "service.quality.index")
Verb = Literal["confirm", "notify", "act", "verify", "close", "refute", "reopen"]


class QualityBody(api.Input):
    """A defect that was found; ``defect`` and ``supplier`` are codes."""

    defect: str = Field(pattern=r"\S", max_length=20)
    product_code: str = Field("", max_length=64)
    title: str = Field("", max_length=200)
    variant: str = Field("", max_length=100)
    batch: str = Field("", max_length=64)
    supplier: str = Field("", max_length=64)
    quantity: api.Quantity
    found_on: api.Day
    note: str = Field("", max_length=4_000)


class QualityDetail(api.Output):
    """A quality record."""

    id: int
    number: str
    state: State
    defect: str = Field(validation_alias=AliasPath("defect", "code"))
    product_code: str
    title: str
    variant: str
    batch: str
    supplier: str | None = Field(None, validation_alias=AliasPath("supplier", "code"))
    case: str | None = Field(None, validation_alias=AliasPath("case", "number"))
    quantity: Decimal
    found_on: date
    note: str
    action: str
    verification: str


class QualityStepBody(api.Input):
    """A step; an action and its verification are told in words."""

    verb: Verb
    note: str = Field("", max_length=4_000)


@blueprint.get("/<int:record_id>")
@requires("service.quality.index")
@blueprint.output(QualityDetail)
def detail(record_id: int) -> ResponseReturnValue:
    """One quality record."""
    return _told(record_id)


@blueprint.post("/")
@requires("service.quality.edit")
@blueprint.input(QualityBody)
@blueprint.output(QualityDetail, status_code=201)
def create(json_data: QualityBody) -> ResponseReturnValue:
    """Log a defect."""
    facts = json_data.model_dump()
    record = services.log_record(
        session(),
        kinds.by_code(session(), facts.pop("defect")),
        supplier_id=services.supplier_coded(session(), facts.pop("supplier")),
        **facts,
        by=current_user,
        on=today(),
        now=now(),
    )
    return _told(record.id, HTTPStatus.CREATED)


@blueprint.post("/<int:record_id>/step")
@requires("service.quality.edit")
@blueprint.input(QualityStepBody)
@blueprint.output(QualityDetail)
def step(record_id: int, json_data: QualityStepBody) -> ResponseReturnValue:
    """Take a record a step further."""
    verb, note = json_data.verb, json_data.note
    services.step(session(), _record(record_id), verb, by=current_user, now=now(), note=note)
    return _told(record_id)


def _told(record_id: int, status: HTTPStatus = HTTPStatus.OK) -> Any:
    return _record(record_id), status


def _record(record_id: int) -> QualityRecord:
    return session().scalar(queries.record(record_id)) or abort(404)
