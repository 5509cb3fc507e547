"""Identities on the page of their customer."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from plugins.service.identity.models import Consent, Identity

ENGLISH = {"Accept-Language": "en"}
FORM = {"kind": "phone", "value": "138 1234 5678", "consent": "given", "purpose": "repairs"}


@pytest.fixture
def clerk(sign_in):
    return sign_in("service.customer.index", "service.identity.edit")


def test_an_identity_is_noted_verified_and_removed(clerk, desk, session):
    party = desk.customer()
    assert clerk.post(f"/service/identity/create/{party.id}", data=FORM).status_code == 303
    identity = session.scalars(sa.select(Identity)).one()
    assert (identity.value, identity.consent) == ("+8613812345678", Consent.GIVEN)
    assert clerk.post(f"/service/identity/{identity.id}/verify").status_code == 303
    again = clerk.post(f"/service/identity/{identity.id}/verify", headers=ENGLISH)
    assert (again.status_code, "verified already" in again.text) == (422, True)
    data = {"consent": "withdrawn", "purpose": ""}
    assert clerk.post(f"/service/identity/{identity.id}/consent", data=data).status_code == 303
    assert session.scalars(sa.select(Identity.consent)).one() is Consent.WITHDRAWN
    assert clerk.post(f"/service/identity/{identity.id}/delete").status_code == 303
    assert session.scalars(sa.select(Identity)).all() == []


def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(clerk, desk, session):
    party = desk.customer()
    data = FORM | {"value": "12345"}
    answer = clerk.post(f"/service/identity/create/{party.id}", data=data, headers=ENGLISH)
    assert (answer.status_code, "telephone number" in answer.text) == (422, True)
    assert 'value="12345"' in answer.text
    assert session.scalars(sa.select(Identity)).all() == []


@pytest.mark.parametrize("path", ["create/{party}", "{one}/consent"])
def test_who_may_only_look_notes_nothing(sign_in, desk, path):
    party = desk.customer()
    one = desk.identity(party)
    viewer = sign_in("service.customer.index", name="Bob")
    url = f"/service/identity/{path.format(party=party.id, one=one.id)}"
    assert viewer.get(url).status_code == 403
    assert viewer.post(f"/service/identity/{one.id}/verify").status_code == 403
    assert viewer.post(f"/service/identity/{one.id}/delete").status_code == 403
