"""Customers in the JSON API; identities are masked for those who may not see them in full."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from flask_login import current_user
from pydantic import Field

from core import api
from core.clock import now
from core.company import today
from core.db import session
from core.party.models import Party
from core.permissions import allowed, requires
from plugins.service.customer import queries, services
from plugins.service.customer.listing import CustomerListing, called
from plugins.service.identity import queries as identities
from plugins.service.identity import services as identity
from plugins.service.identity.models import Consent, Kind

blueprint = api.blueprint("customer", __name__)
api.lists(blueprint, CustomerListing, "service.customer.index")
BY_PROGRAM = "api"


class IdentityBody(api.Input, api.Output):
    """What a customer is known by."""

    kind: Kind
    scope: str = Field("", max_length=60)
    value: str = Field(pattern=r"\S", max_length=200)
    consent: Consent = Consent.UNKNOWN
    is_verified: bool = False


class CustomerBody(api.Input):
    """A new customer."""

    name: str = Field(pattern=r"\S", max_length=200)
    is_company: bool = False
    region: str = Field("", max_length=100)
    city: str = Field("", max_length=100)
    identities: list[IdentityBody] = Field([], max_length=50)


class CustomerDetail(api.Output):
    """A customer; ``archive`` is the key under which the archive is kept."""

    id: int
    code: str
    name: str
    region: str
    city: str
    is_active: bool
    archive: int
    members: list[int]
    identities: list[IdentityBody]


@blueprint.get("/<int:party_id>")
@requires("service.customer.index")
@blueprint.output(CustomerDetail)
def detail(party_id: int) -> ResponseReturnValue:
    """One customer with the identities of the whole archive."""
    party = session().scalar(queries.customer(party_id)) or abort(404)
    if allowed("service.customer.reveal"):
        services.reveal(session(), [party.id], str(party), head_id=party.id)
    return _told(party)


@blueprint.post("/")
@requires("service.customer.edit")
@blueprint.input(CustomerBody)
@blueprint.output(CustomerDetail, status_code=201)
def create(json_data: CustomerBody) -> ResponseReturnValue:
    """Enter a customer."""
    facts = json_data.model_dump(exclude={"identities"})
    on: date = today()
    at: datetime = now()
    party = services.create_customer(
        session(), **facts, source=BY_PROGRAM, by=current_user, on=on, now=at
    )
    for one in json_data.identities:
        identity.add_identity(
            session(), party.id, **one.model_dump(), source=BY_PROGRAM, by=current_user, now=at
        )
    return _told(party, HTTPStatus.CREATED)


def _told(party: Party, status: HTTPStatus = HTTPStatus.OK) -> Any:
    members = services.members(session(), party.id)
    in_full = allowed("service.customer.reveal")
    return CustomerDetail(
        **{name: getattr(party, name) for name in ("id", "code", "region", "city", "is_active")},
        name=called(party.name),
        archive=services.head_of(session(), party.id),
        members=members,
        identities=[
            IdentityBody(
                kind=one.kind,
                scope=one.scope,
                value=one.value if in_full else one.masked,
                consent=one.consent,
                is_verified=one.is_verified,
            )
            for one in session().scalars(identities.of_parties(members))
        ],
    ), status
