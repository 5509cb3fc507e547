"""Statements in the JSON API: the same steps as on the pages, by the same rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from flask_login import current_user
from pydantic import Field

from core import api
from core.clock import now
from core.db import session
from core.permissions import requires
from plugins.finance.settlement import queries, services
from plugins.finance.settlement.listing import StatementListing
from plugins.finance.settlement.models import Kind, LineState, State, Statement

blueprint = api.blueprint("settlement", __name__)
api.lists(blueprint, StatementListing, "finance.settlement.index")


class StatementLine(api.Output):
    """One line of a statement; amounts are in its currency, the rate is 0.12 for 12 %."""

    id: int
    reference: str
    kind: Kind
    description: str
    event_on: date
    eligible_on: date
    quantity: Decimal
    gross: Decimal
    rate: Decimal | None
    commission: Decimal
    net: Decimal
    state: LineState
    dispute_reason: str


class StatementDetail(api.Output):
    """A statement; its period ends before ``period_to``."""

    id: int
    number: str
    supplier_code: str
    supplier_name: str
    period_from: date
    period_to: date
    currency: str
    line_count: int
    gross: Decimal
    commission: Decimal
    refunds: Decimal
    adjustments: Decimal
    carried_in: Decimal
    net: Decimal
    state: State
    sent_at: datetime | None
    confirmed_at: datetime | None
    frozen_at: datetime | None
    approved_at: datetime | None
    paid_at: datetime | None


class StatementLines(api.Output):
    """All lines of a statement."""

    items: list[StatementLine]


class DisputeBody(api.Input):
    """Why the supplier does not agree with a line."""

    reason: str = Field(pattern=r"\S", max_length=500)


@blueprint.get("/<int:statement_id>")
@requires("finance.settlement.index")
@blueprint.output(StatementDetail)
def detail(statement_id: int) -> ResponseReturnValue:
    """One statement with its sums."""
    return _told(_statement(statement_id))


@blueprint.get("/<int:statement_id>/lines")
@requires("finance.settlement.index")
@blueprint.output(StatementLines)
def lines(statement_id: int) -> ResponseReturnValue:
    """The lines of one statement."""
    _statement(statement_id)
    return {"items": session().scalars(queries.lines_of(statement_id)).all()}


@blueprint.post("/<int:statement_id>/send")
@requires("finance.settlement.send")
@blueprint.output(StatementDetail)
def send(statement_id: int) -> ResponseReturnValue:
    """Note that a statement went to its supplier."""
    return _moved(statement_id, services.send)


@blueprint.post("/<int:statement_id>/confirm")
@requires("finance.settlement.confirm")
@blueprint.output(StatementDetail)
def confirm(statement_id: int) -> ResponseReturnValue:
    """Note that the supplier agrees."""
    return _moved(statement_id, services.confirm)


@blueprint.post("/<int:statement_id>/freeze")
@requires("finance.settlement.freeze")
@blueprint.output(StatementDetail)
def freeze(statement_id: int) -> ResponseReturnValue:
    """Fix a statement for ever; disputed lines stay behind."""
    return _moved(statement_id, services.freeze)


@blueprint.post("/<int:statement_id>/approve")
@requires("finance.settlement.approve")
@blueprint.output(StatementDetail)
def approve(statement_id: int) -> ResponseReturnValue:
    """Approve what a colleague prepared for payment."""
    return _moved(statement_id, services.approve)


@blueprint.post("/line/<int:line_id>/dispute")
@requires("finance.settlement.dispute")
@blueprint.input(DisputeBody)
@blueprint.output(StatementLine)
def dispute(line_id: int, json_data: DisputeBody) -> ResponseReturnValue:
    """Record that the supplier does not agree with a line."""
    line: Any = session().scalar(queries.line(line_id)) or abort(404)
    services.dispute(session(), line, reason=json_data.reason, by=current_user, now=now())
    return line


def _moved(statement_id: int, step: Callable[..., None]) -> Any:
    statement = _statement(statement_id)
    step(session(), statement, by=current_user, now=now())
    return _told(statement)


def _told(statement: Statement) -> Any:
    return statement, HTTPStatus.OK, {"ETag": f'"{statement.version_id}"'}


def _statement(statement_id: int) -> Statement:
    return session().scalar(queries.statement(statement_id)) or abort(404)
