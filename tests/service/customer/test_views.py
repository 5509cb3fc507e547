"""Customers are entered, found, masked and shown in full by those who may."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.history.models import Entry
from core.party.models import Party
from plugins.service.customer import services
from plugins.service.customer.models import Customer
from plugins.service.plugin import check_invariants
from tests.service.conftest import NOW

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def clerk(sign_in):
    return sign_in("service.customer.index", "service.customer.name", "service.customer.edit")


def test_a_customer_is_entered_with_a_telephone(clerk, session):
    data = {"name": "李雷", "phone": "13812345678", "agreed": "1", "city": "杭州"}
    answer = clerk.post("/service/customer/create", data=data)
    assert answer.status_code == 303
    party = session.scalars(sa.select(Party).where(Party.name == "李雷")).one()
    assert (party.is_customer, party.is_company, party.city) == (True, False, "杭州")
    page = clerk.get(answer.location, headers=ENGLISH).text
    assert "138****5678" in page
    assert "13812345678" not in page


def test_a_telephone_that_cannot_be_read_enters_nobody(clerk, session):
    data = {"name": "李雷", "phone": "1381"}
    answer = clerk.post("/service/customer/create", data=data, headers=ENGLISH)
    assert (answer.status_code, "1381" in answer.text) == (422, True)
    assert session.scalars(sa.select(Customer)).all() == []


def test_a_full_view_is_for_those_who_may_and_is_written_down(sign_in, desk, session):
    party = desk.customer()
    desk.identity(party)
    url = f"/service/customer/{party.id}/reveal"
    assert sign_in("service.customer.index", name="Bob").post(url).status_code == 403
    manager = sign_in("service.customer.index", "service.customer.reveal", name="Meng")
    assert "13812345678" in manager.post(url).text
    entry = session.scalars(sa.select(Entry).where(Entry.action == "reveal")).one()
    assert (entry.actor_name, entry.record_id) == ("Meng", party.id)


def test_the_page_of_somebody_who_is_no_customer_is_not_there(clerk, session):
    assert clerk.get("/service/customer/999").status_code == 404


def test_a_list_asks_the_same_for_many_as_for_few(clerk, desk, queries, session):
    def asked():
        session.commit()
        with queries() as count:
            assert clerk.get("/service/customer/").status_code == 200
        return count.value

    desk.customer("A")
    desk.customer("B")
    asked()
    few = asked()
    for number in range(20):
        desk.customer(f"C{number}")
    assert asked() == few


def test_customers_are_found_by_name_and_by_what_they_are_known_by(sign_in, desk):
    party = desk.customer("韩梅梅")
    desk.identity(party)
    client = sign_in("service.customer.index", "service.customer.name")
    assert "韩梅梅" in client.get("/service/customer/?q=韩梅").text
    for words in ("韩梅梅", "138-1234-5678", "13812345678"):
        assert f"/service/customer/{party.id}" in client.get(f"/core/find/?q={words}").text


def test_the_buyers_of_other_departments_are_taken_in_once(desk, session):
    from core.party.services import upsert_parties

    upsert_parties(session, [{"code": "K9", "name": "王", "is_customer": True}], by=desk.clerk)
    assert services.note_buyers(session, source="orders", now=NOW) == 1
    assert services.note_buyers(session, source="orders", now=NOW) == 0
    assert check_invariants(session) == []


def test_who_may_do_nothing_sees_nothing(sign_in):
    stranger = sign_in(name="Eve")
    for path in ("", "create"):
        assert stranger.get(f"/service/customer/{path}").status_code == 403


def test_the_list_is_exported_with_its_rows(clerk, desk):
    desk.customer("李雷")
    assert "李雷" in clerk.get("/service/customer/?format=csv").get_data(as_text=True)


def test_names_are_told_in_part_to_those_who_need_not_know_them(sign_in, desk):
    party, other = desk.customer("李雷雷"), desk.customer("李雷雨")
    for one in (party, other):
        desk.identity(one)
    case = desk.case(party)
    pages = (
        "/service/customer/",
        "/service/customer/?format=csv",
        f"/service/customer/{party.id}",
        "/service/case/",
        "/service/case/?format=csv",
        f"/service/case/{case.id}",
        f"/core/find/?q={party.code}",
    )
    rights = ("service.customer.index", "service.case.index", "service.case.all")
    bob = sign_in(*rights, name="Bob")
    told = [bob.get(page).text for page in pages]
    assert [page for page, text in zip(pages, told, strict=True) if "雷雷" in text] == []
    assert all("李***" in text for text in told)
    ada = sign_in(*rights, "service.customer.name")
    assert all("李雷雷" in ada.get(page).text for page in pages)
