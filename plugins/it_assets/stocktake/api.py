"""Stocktakes in the JSON API: programs on phones scan without network and send it later."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_login import current_user
from pydantic import Field

from core import api
from core.clock import now
from core.db import session
from core.permissions import requires
from plugins.it_assets.stocktake import queries, services
from plugins.it_assets.stocktake.listing import StocktakeListing

blueprint = api.blueprint("stocktake", __name__)
api.lists(blueprint, StocktakeListing, "it_assets.stocktake.index")


class ScanBody(api.Input):
    """What was seen at the place."""

    codes: list[str] = Field(min_length=1, max_length=5_000, description="Tags, serial numbers.")


class ScanResult(api.Output):
    """How many things were found how by this scan."""

    present: int
    misplaced: int
    unregistered: int
    again: int


@blueprint.post("/<int:stocktake_id>/scan")
@requires("it_assets.stocktake.count")
@blueprint.input(ScanBody)
@blueprint.output(ScanResult)
def scan(stocktake_id: int, json_data: ScanBody) -> Any:
    """Note what was seen; sending the same again changes nothing."""
    stocktake = session().scalar(queries.stocktake(stocktake_id)) or abort(404)
    text = "\n".join(json_data.codes)
    return services.scan(session(), stocktake, text, by=current_user, now=now())
