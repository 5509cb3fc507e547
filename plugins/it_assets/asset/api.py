"""Assets in the JSON API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from pydantic import Field

from core import api
from core.company import company, today
from core.db import session
from core.errors import BusinessError
from core.permissions import requires
from plugins.it_assets.asset import services
from plugins.it_assets.asset.listing import AssetListing
from plugins.it_assets.asset.models import State
from plugins.it_assets.model.models import EquipmentModel

blueprint = api.blueprint("asset", __name__)
api.lists(blueprint, AssetListing, "it_assets.asset.index")


class AssetBody(api.Input):
    """A new asset of a model; without a tag it gets the next number."""

    model_id: int
    tag: str = Field("", max_length=64)
    serial: str = Field("", max_length=100)
    name: str = Field("", max_length=200)
    supplier: str = Field("", max_length=64, description="The code of the supplier or vendor.")
    order_number: str = Field("", max_length=64)
    purchased_on: date | None = None
    cost: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2)
    warranty_months: int | None = Field(None, ge=0, le=600)


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
    model = session().get(EquipmentModel, facts.pop("model_id"))
    if model is None:
        raise BusinessError(_("There is no such equipment model."), field="model_id")
    facts["supplier"] = services.supplier_coded(session(), facts["supplier"])
    asset: Any = services.create_asset(
        session(),
        model=model,
        currency=company().currency,
        on=today(),
        by=current_user,
        **facts,
    )
    return asset
