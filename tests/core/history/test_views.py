from __future__ import annotations

from decimal import Decimal

import pytest

from core.history.rules import describe
from core.organisation.services import create_department
from core.party.models import Party
from core.party.services import create_party
from core.testing import make_user


def test_those_who_may_not_see_it_do_not(sign_in) -> None:
    assert sign_in("core.party.index").get("/core/history/").status_code == 403


def test_all_changes_are_listed(session, sign_in) -> None:
    client = sign_in("core.history.index")
    create_party(session, code="S1", name="云杉", is_supplier=True, by=client.user)
    page = client.get("/core/history/").text
    assert "云杉 (S1)" in page


def test_the_list_costs_the_same_for_any_number_of_changes(session, sign_in, queries) -> None:
    client = sign_in("core.history.index")

    def cost() -> int:
        with queries() as count:
            client.get("/core/history/")
        return count.value

    for number in range(3):
        create_party(session, code=f"A{number}", name="A", is_supplier=True, by=client.user)
    few = cost()
    for number in range(30):
        create_party(session, code=f"B{number}", name="B", is_supplier=True, by=client.user)
    assert cost() == few


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ([None, "x"], ("", "x")),
        ([True, False], ("yes", "no")),
        ([1, 2], ("1", "2")),
        (["draft", "sent"], ("Draft", "sent")),
        ([["a", True], []], ("a, yes", "")),
        ([{}, {"draft": True, "works": False}], ("", "Draft: yes, works: no")),
        (["2026-11-23T01:00:00+00:00", None], ("at 1", "")),
        (["2026-11-2xT01:00:00+00:00", None], ("2026-11-2xT01:00:00+00:00", "")),
        ([str(Decimal("12.50")), None], ("12.50", "")),
    ],
)
def test_values_are_put_into_words(app, pair, expected) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        (line,) = describe(
            {"state_of": pair}, {}, {"state_of": {"draft": "Draft"}}, lambda at: f"at {at.hour}"
        )
    assert line == ("state of", *expected)


def test_the_page_of_a_record_tells_its_changes_in_words(session, sign_in) -> None:
    client = sign_in("core.party.index", "core.party.edit")
    party = create_party(session, code="S1", name="Acme", is_supplier=True, by=client.user)
    party.is_customer = True
    page = client.get(f"/core/party/{party.id}", headers={"Accept-Language": "en"}).text
    assert "Customer" in page
    assert "no → yes" in " ".join(page.split())
    assert Party.__labels__["is_customer"]


def test_people_are_told_by_name_and_asked_for_once(session, sign_in, look) -> None:
    client, ada = sign_in("*"), make_user(session, name="Ada")
    one = create_department(
        session, code="IT", name="技术部", parent_id=None, head_id=None, by=client.user
    )
    url = f"/core/organisation/{one.id}"
    look(client, url)
    one.head_id = ada.id
    text, few = look(client, url)
    one.head_id = client.user.id
    assert '<span>Head</span> <span class="text-secondary">empty</span> → Ada' in text
    assert look(client, url)[1] == few


def test_the_list_is_narrowed_by_person_kind_day_and_words(session, sign_in) -> None:
    client = sign_in("core.history.index", "core.party.edit", name="Grace")
    session.info["actor"] = client.user
    create_party(session, code="S1", name="云杉", is_supplier=True, by=client.user)

    def listed(question: str) -> bool:
        return "云杉 (S1)" in client.get(f"/core/history/?{question}").text

    assert listed("who=Grace")
    assert not listed("who=Bob")
    assert listed("model=core_party")
    assert not listed("model=core_setting")
    assert listed("at_from=2020-01-01&at_to=2999-12-30")
    assert not listed("at_to=2020-01-01")
    assert listed("q=云杉")
    assert not listed("q=银杏")
