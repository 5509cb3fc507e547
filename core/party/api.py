"""Parties in the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from flask_login import current_user
from pydantic import Field

from core import api
from core.db import session
from core.party import queries, services
from core.party.listing import PartyListing
from core.party.models import ContactKind, Party
from core.permissions import allowed, requires

blueprint = api.blueprint("party", __name__)
api.lists(blueprint, PartyListing, "core.party.index", without=["roles"])


class NumberBody(api.Input, api.Output):
    """A number that others know the party by."""

    scheme: str = Field(pattern=r"\S", max_length=50)
    value: str = Field(pattern=r"\S", max_length=100)


class ContactBody(api.Input, api.Output):
    """A way to reach the party; masked without the permission to see contacts in full."""

    kind: ContactKind
    value: str = Field(pattern=r"\S", max_length=300)
    label: str = Field("", max_length=100)
    is_primary: bool = False


class PartyBody(api.Input):
    """What is said about a party; at least one of the four roles is true."""

    code: str = Field(pattern=r"\S", max_length=64)
    name: str = Field(pattern=r"\S", max_length=200)
    is_company: bool = True
    is_supplier: bool = False
    is_customer: bool = False
    is_partner: bool = False
    is_vendor: bool = False
    country: str = Field("", max_length=100)
    region: str = Field("", max_length=100)
    city: str = Field("", max_length=100)
    note: str = Field("", max_length=2000)
    identifiers: list[NumberBody] = Field([], max_length=50)
    contacts: list[ContactBody] = Field([], max_length=50)


class PartyDetail(api.Output, PartyBody):
    """A party; its version is the ETag that a change has to name in ``If-Match``."""

    id: int
    is_active: bool
    version_id: int


@blueprint.get("/<int:party_id>")
@requires("core.party.index")
@blueprint.output(PartyDetail)
def detail(party_id: int) -> ResponseReturnValue:
    """One party, its contacts in full only for those who may see them."""
    party = _party(party_id)
    if allowed("core.party.reveal"):
        services.reveal(session(), party, by=current_user)
        session().commit()
        party = _party(party_id)
    return _told(party)


@blueprint.post("/")
@requires("core.party.edit")
@blueprint.input(PartyBody)
@blueprint.output(PartyDetail, status_code=201)
def create(json_data: PartyBody) -> ResponseReturnValue:
    """Enter a party."""
    party = services.create_party(session(), **json_data.model_dump(), by=current_user)
    return _told(party, HTTPStatus.CREATED)


@blueprint.put("/<int:party_id>")
@requires("core.party.edit")
@blueprint.input(PartyBody)
@blueprint.output(PartyDetail)
def edit(party_id: int, json_data: PartyBody) -> ResponseReturnValue:
    """Change a party; what is left out is emptied, contacts stay if one may not see them."""
    party = _party(party_id)
    facts = json_data.model_dump()
    if not allowed("core.party.reveal"):
        facts["contacts"] = None
    expected = api.expected_version()
    version = party.version_id if expected is None else expected
    services.edit_party(session(), party, version=version, **facts, by=current_user)
    return _told(party)


def _told(party: Party, status: HTTPStatus = HTTPStatus.OK) -> Any:
    told = PartyDetail.model_validate(party)
    if not allowed("core.party.reveal"):
        for shown, contact in zip(told.contacts, party.contacts, strict=True):
            shown.value = contact.masked
    return told, status, {"ETag": f'"{party.version_id}"'}


def _party(party_id: int) -> Party:
    return session().scalar(queries.party(party_id)) or abort(404)
