"""Maintenance of equipment in the JSON API."""

from __future__ import annotations

from collections.abc import Callable
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
from plugins.it_assets.maintenance import queries, services
from plugins.it_assets.maintenance.listing import MaintenanceListing
from plugins.it_assets.maintenance.models import Maintenance, State
from plugins.it_assets.purchase import queries as purchases

blueprint = api.blueprint("maintenance", __name__)
api.lists(blueprint, MaintenanceListing, "it_assets.maintenance.index")


class RepairBody(api.Input):
    """Something that has to be done to an asset; if it ``begins``, the asset is out of use."""

    tag: str = Field(pattern=r"\S", max_length=64)
    title: str = Field(pattern=r"\S", max_length=200)
    vendor: str = Field("", max_length=64, description="The code of who does it; none: we do.")
    due_on: api.Day
    begins: bool = Field(False, strict=True)


class FinishBody(api.Input):
    """How it ended."""

    finished_on: api.Day
    cost: api.Price = services.NOTHING
    result: str = Field("", max_length=500)


class MaintenanceDetail(api.Output):
    """A repair, or what a plan wants; ``downtime`` counts the days out of use."""

    id: int
    number: str
    tag: str = Field(validation_alias=AliasPath("asset", "tag"))
    title: str
    vendor: str | None = Field(None, validation_alias=AliasPath("vendor", "code"))
    state: State
    due_on: date
    started_on: date | None
    finished_on: date | None
    downtime: int | None
    cost: Decimal
    result: str
    is_capitalised: bool


@blueprint.get("/<int:maintenance_id>")
@requires("it_assets.maintenance.index")
@blueprint.output(MaintenanceDetail)
def detail(maintenance_id: int) -> Any:
    """One repair, or what a plan wants."""
    return _maintenance(maintenance_id)


@blueprint.post("/")
@requires("it_assets.maintenance.edit")
@blueprint.input(RepairBody)
@blueprint.output(MaintenanceDetail, status_code=HTTPStatus.CREATED)
def create(json_data: RepairBody) -> Any:
    """Report what has to be done to an asset."""
    facts = json_data.model_dump()
    asset = services.asset_tagged(session(), facts.pop("tag"))
    code = facts.pop("vendor")
    vendor = api.chosen(purchases.vendor(code), code, "vendor") if code else None
    made = services.report(
        session(), asset, vendor=vendor, **facts, by=current_user, on=today(), now=now()
    )
    return _maintenance(made.id)


@blueprint.post("/<int:maintenance_id>/start")
@requires("it_assets.maintenance.edit")
@blueprint.output(MaintenanceDetail)
def start(maintenance_id: int) -> Any:
    """Begin; the asset cannot be used meanwhile."""
    return _moved(maintenance_id, services.start, on=today(), now=now())


@blueprint.post("/<int:maintenance_id>/finish")
@requires("it_assets.maintenance.edit")
@blueprint.input(FinishBody)
@blueprint.output(MaintenanceDetail)
def finish(maintenance_id: int, json_data: FinishBody) -> Any:
    """Note how it ended."""
    facts = json_data.model_dump()
    return _moved(maintenance_id, services.finish, **facts, on=today(), now=now())


@blueprint.post("/<int:maintenance_id>/cancel")
@requires("it_assets.maintenance.edit")
@blueprint.output(MaintenanceDetail)
def cancel(maintenance_id: int) -> Any:
    """Do without it."""
    return _moved(maintenance_id, services.cancel, now=now())


@blueprint.post("/<int:maintenance_id>/capitalise")
@requires("it_assets.maintenance.capitalise")
@blueprint.output(MaintenanceDetail)
def capitalise(maintenance_id: int) -> Any:
    """Add the cost of a repair to that of its asset."""
    return _moved(maintenance_id, services.capitalise)


def _moved(maintenance_id: int, step: Callable[..., object], **facts: Any) -> Any:
    step(session(), _maintenance(maintenance_id), by=current_user, **facts)
    return _maintenance(maintenance_id)


def _maintenance(maintenance_id: int) -> Maintenance:
    return session().scalar(queries.maintenance(maintenance_id)) or abort(404)
