"""Leads in the JSON API: what a landing page sends."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any, Literal

from flask.typing import ResponseReturnValue
from flask_login import current_user
from pydantic import Field

from core import api
from core.clock import now
from core.company import today
from core.db import session
from core.permissions import requires
from plugins.marketing.lead import services
from plugins.marketing.lead.listing import LeadListing
from plugins.marketing.lead.models import State
from plugins.marketing.touch.models import TouchKind

blueprint = api.blueprint("lead", __name__)
api.lists(blueprint, LeadListing, "marketing.lead.index")


class LeadBody(api.Input):
    """Somebody who came by a short link; the same code again is another touch of the lead."""

    code: str = Field(pattern=r"\S", max_length=64)
    name: str = Field("", max_length=200)
    link: str = Field(max_length=16, description="The code of the short link.")
    kind: Literal["form", "click", "scan"] = "form"
    landing_page: str = Field("", max_length=100)


class LeadDetail(api.Output):
    """A lead."""

    id: int
    code: str
    name: str
    contacted_on: date
    state: State


@blueprint.post("/")
@requires("marketing.lead.edit")
@blueprint.input(LeadBody)
@blueprint.output(LeadDetail, status_code=HTTPStatus.CREATED)
def create(json_data: LeadBody) -> ResponseReturnValue:
    """Enter a lead, or another touch of one."""
    lead: Any = services.capture(
        session(),
        code=json_data.code,
        name=json_data.name,
        link_code=json_data.link,
        kind=TouchKind(json_data.kind),
        landing_page=json_data.landing_page,
        on=today(),
        by=current_user,
        now=now(),
    )
    return lead
