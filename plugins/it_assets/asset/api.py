"""Assets in the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from flask.typing import ResponseReturnValue
from flask_login import current_user
from pydantic import Field

from core import api
from core.company import company, today
from core.db import session
from core.permissions import requires
from plugins.it_assets.asset import services
from plugins.it_assets.asset.listing import AssetListing
from plugins.it_assets.asset.models import State
from plugins.it_assets.model import queries as models

blueprint = api.blueprint("asset", __name__)
api.lists(blueprint, AssetListing, "it_assets.asset.index")


class AssetBody(api.Input):
    """A new asset of a model; without a tag it gets the next number."""

    model_id: api.Key
    tag: str = Field("", max_length=64)
    serial: str = Field("", max_length=100)
    name: str = Field("", max_length=200)
    supplier: str = Field("", max_length=64, description="The code of the supplier or vendor.")
    order_number: str = Field("", max_length=64)
    purchased_on: api.Day | None = None
    cost: api.Price | None = None
    warranty_months: Annotated[int, Field(ge=0, le=600), api.WHOLE] | None = None


class AssetDetail(api.Output):
    """An asset."""

    id: int
    tag: str
    name: str
    serial: str | None
    state: State
    holder_name: str


@blueprint.post("/")
@requires("it_assets.asset.edit")
@blueprint.input(AssetBody)
@blueprint.output(AssetDetail, status_code=HTTPStatus.CREATED)
def create(json_data: AssetBody) -> ResponseReturnValue:
    """Enter an asset."""
    facts = json_data.model_dump()
    key = facts.pop("model_id")
    facts["supplier"] = services.supplier_coded(session(), facts["supplier"])
    asset: Any = services.create_asset(
        session(),
        model=api.chosen(models.model(key), key, "model_id"),
        currency=company().currency,
        on=today(),
        by=current_user,
        **facts,
    )
    return asset
