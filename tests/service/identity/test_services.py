"""Identities are kept in the form in which equal ones are equal."""

from __future__ import annotations

import pytest

from core.errors import BusinessError
from plugins.service.identity import services
from plugins.service.identity.models import Consent, Kind
from tests.service.conftest import NOW


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.PHONE, "138 1234 5678", "+8613812345678"),
        (Kind.PHONE, "+86-138-1234-5678", "+8613812345678"),
        (Kind.PHONE, "010-6552 9988", "+861065529988"),
        (Kind.EMAIL, " Wang.Fang@Example.COM ", "wang.fang@example.com"),
        (Kind.QQ, "10001", "10001"),
        (Kind.WECHAT, " oAbC-1 ", "oAbC-1"),
    ],
)
def test_equal_identities_are_equal_however_they_are_typed(kind, text, value):
    assert services.normalised(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [(Kind.PHONE, "12345"), (Kind.PHONE, "call me"), (Kind.EMAIL, "wang"), (Kind.QQ, "0123")],
)
def test_what_is_no_identity_is_refused_with_its_text(app, kind, text):
    with app.test_request_context(), pytest.raises(BusinessError, match=text):
        services.normalised(kind, text)


def test_a_customer_has_an_identity_once(desk):
    party = desk.customer()
    desk.identity(party)
    with pytest.raises(BusinessError, match="already"):
        desk.identity(party, "+86 13812345678")


def test_two_customers_may_share_a_telephone(desk):
    first, second = desk.customer(), desk.customer("王强")
    assert desk.identity(first).value == desk.identity(second).value


def test_an_account_of_a_platform_names_the_platform(desk):
    with pytest.raises(BusinessError, match="platform"):
        desk.identity(desk.customer(), "abc", Kind.PLATFORM)


def test_consent_bears_its_moment_and_purpose(desk, session):
    identity = desk.identity(desk.customer())
    assert identity.consent_at is None
    services.set_consent(
        session, identity, consent=Consent.GIVEN, purpose="repairs", by=desk.clerk, now=NOW
    )
    assert (identity.consent, identity.consent_at, identity.purpose) == (
        Consent.GIVEN,
        NOW,
        "repairs",
    )
