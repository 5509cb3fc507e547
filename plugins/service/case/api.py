"""Cases in the JSON API."""

from __future__ import annotations

from datetime import date, datetime
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
from plugins.service.case.listing import CaseListing
from plugins.service.casework import queries, services
from plugins.service.casework.models import Case
from plugins.service.casework.rules import EventKind, Kind, LineDraft, OrderNamed, Outcome, State
from plugins.service.customer import services as customers
from plugins.service.progress import services as progress
from plugins.service.sla.models import Priority

blueprint = api.blueprint("case", __name__)
api.lists(blueprint, CaseListing, "service.case.index")
Verb = Literal["accept", "await_goods", "receive", "resolve", "close", "reject", "reopen"]


class CaseProduct(api.Output):
    """A product of a case."""

    product_code: str
    title: str
    quantity: Decimal
    accepted: Decimal | None
    outcome: Outcome | None


class CaseHappening(api.Output):
    """Something that happened to a case."""

    at: datetime
    kind: EventKind
    verb: str
    body: str


class CaseDetail(api.Output):
    """A case with its products and what happened."""

    id: int
    number: str
    kind: Kind
    state: State
    priority: Priority
    customer: str | None = Field(None, validation_alias=AliasPath("party", "code"))
    order_number: str
    signed_on: date | None
    subject: str
    opened_at: datetime
    first_response_at: datetime | None
    resolved_at: datetime | None
    first_due_at: datetime | None
    next_due_at: datetime | None
    resolution_due_at: datetime | None
    refund_number: str
    lines: list[CaseProduct]
    events: list[CaseHappening]


class ProductBody(api.Input):
    """A product that a new case is about."""

    title: str = Field(pattern=r"\S", max_length=200)
    product_code: str = Field("", max_length=64)
    quantity: api.Quantity


class CaseBody(api.Input):
    """A new case."""

    kind: Kind
    priority: Priority = Priority.NORMAL
    customer: str = Field("", max_length=64, description="The code of the customer.")
    order_number: str = Field("", max_length=64)
    subject: str = Field(pattern=r"\S", max_length=200)
    body: str = Field("", max_length=10_000)
    lines: list[ProductBody] = Field([], max_length=50)


class SayBody(api.Input):
    """What somebody said."""

    kind: Literal["reply", "customer", "note", "auto"]
    body: str = Field(pattern=r"\S", max_length=10_000)


class StepBody(api.Input):
    """A step, and why it is taken."""

    verb: Verb
    note: str = Field("", max_length=500)


@blueprint.get("/<int:case_id>")
@requires("service.case.index")
@blueprint.output(CaseDetail)
def detail(case_id: int) -> ResponseReturnValue:
    """One case with its products and what happened."""
    return _told(case_id)


@blueprint.post("/")
@requires("service.case.create")
@blueprint.input(CaseBody)
@blueprint.output(CaseDetail, status_code=201)
def create(json_data: CaseBody) -> ResponseReturnValue:
    """Open a case."""
    code = json_data.customer
    case = services.open_case(
        session(),
        kind=json_data.kind,
        priority=json_data.priority,
        subject=json_data.subject,
        body=json_data.body,
        party=customers.by_code(session(), code) if code else None,
        lines=[LineDraft(one.title, one.quantity, one.product_code) for one in json_data.lines],
        order=OrderNamed(json_data.order_number) if json_data.order_number else None,
        by=current_user,
        on=today(),
        now=now(),
    )
    return _told(case.id, HTTPStatus.CREATED)


@blueprint.post("/<int:case_id>/say")
@requires("service.case.work")
@blueprint.input(SayBody)
@blueprint.output(CaseDetail)
def say(case_id: int, json_data: SayBody) -> ResponseReturnValue:
    """Write down what somebody said."""
    kind = EventKind(json_data.kind)
    services.say(
        session(), _case(case_id), kind=kind, body=json_data.body, by=current_user, now=now()
    )
    return _told(case_id)


@blueprint.post("/<int:case_id>/step")
@requires("service.case.work")
@blueprint.input(StepBody)
@blueprint.output(CaseDetail)
def step(case_id: int, json_data: StepBody) -> ResponseReturnValue:
    """Take a case a step further."""
    progress.step(
        session(),
        _case(case_id),
        json_data.verb,
        note=json_data.note,
        by=current_user,
        now=now(),
    )
    return _told(case_id)


def _told(case_id: int, status: HTTPStatus = HTTPStatus.OK) -> Any:
    return _case(case_id), status


def _case(case_id: int) -> Case:
    return session().scalar(queries.case(case_id)) or abort(404)
