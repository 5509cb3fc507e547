"""What loyalty adds to the pages of parties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bumen_loyalty.account import queries, services
from bumen_loyalty.account.models import Tier
from core.party.services import create_party
from core.testing import make_user

ENGLISH = {"Accept-Language": "en"}
PARTY = {"code": "S1", "name": "Works S1", "is_supplier": "y", "version_id": "1"}
RIGHTS = ("core.party.index", "core.party.edit", "loyalty.account.index")


@pytest.fixture
def clerk(sign_in):
    return sign_in(*RIGHTS, "loyalty.account.edit", name="Chen")


@pytest.fixture
def points(session, party):
    by = make_user(session, name="Bank")
    services.earn(
        session, party.id, amount=Decimal("500.00"), source="a", on=date(2026, 1, 1), by=by
    )
    session.commit()


def tier(session, party) -> Tier:
    session.expire_all()
    return session.scalar(queries.account_of(party.id)).tier


def test_the_form_of_a_party_keeps_its_tier(clerk, session, party) -> None:
    url = f"/core/party/{party.id}/edit"
    assert 'name="part-loyalty-tier"' in clerk.get(url).text
    assert clerk.post(url, data=PARTY | {"part-loyalty-tier": "gold"}).status_code == 303
    assert tier(session, party) is Tier.GOLD


def test_a_tier_that_is_none_is_refused_and_nothing_is_saved(clerk, session, party) -> None:
    url = f"/core/party/{party.id}/edit"
    data = PARTY | {"name": "Other", "part-loyalty-tier": "lead"}
    page = clerk.post(url, data=data)
    assert (page.status_code, 'value="Other"' in page.text) == (422, True)
    session.expire_all()
    assert (party.name, session.scalar(queries.account_of(party.id))) == ("Works S1", None)


def test_who_may_not_change_tiers_sees_no_field(sign_in, party) -> None:
    other = sign_in(*RIGHTS, name="Bob")
    assert "part-loyalty-tier" not in other.get(f"/core/party/{party.id}/edit").text


def test_the_list_of_parties_shows_points_and_sorts_by_them(clerk, session, party, points) -> None:
    page = clerk.get("/core/party/?sort=-loyalty_points", headers=ENGLISH)
    assert (page.status_code, "Points" in page.text, ">5<" in page.text) == (200, True, True)
    create_party(session, code="S2", name="Works S2", is_supplier=True, by=clerk.user)
    for sort, codes in (("-", ["S1", "S2"]), ("", ["S2", "S1"])):
        text = clerk.get(f"/core/party/?sort={sort}loyalty_points").text
        assert sorted(codes, key=lambda code: text.index(f">{code}<")) == codes
    rows = clerk.get("/core/party/?format=csv", headers=ENGLISH).text.splitlines()
    assert (rows[0].endswith("Points"), rows[1].endswith("5")) == (True, True)


def test_the_page_of_a_party_shows_how_points_were_earned(clerk, party, points) -> None:
    page = clerk.get(f"/core/party/{party.id}", headers=ENGLISH).text
    assert ["Points: 5" in page, "2027-01-01" in page] == [True, True]


def test_who_may_not_see_points_finds_none(sign_in, party, points) -> None:
    other = sign_in("core.party.index", name="Bob")
    assert "Points" not in other.get(f"/core/party/{party.id}", headers=ENGLISH).text
    assert "Points" not in other.get("/core/party/", headers=ENGLISH).text
    assert other.get("/loyalty/account/").status_code == 403


def test_the_list_of_accounts_speaks_chinese(clerk, party, points) -> None:
    page = clerk.get("/loyalty/account/").text
    assert ["会员账户" in page, "普通" in page, "Works S1" in page] == [True, True, True]
