from __future__ import annotations

import pytest

from core.party import queries
from core.party.models import Party
from core.party.services import create_party

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def clerk(sign_in):
    return sign_in("core.party.index", "core.party.edit", "core.party.reveal", name="Ada")


@pytest.fixture
def acme(session, clerk) -> Party:
    party = create_party(
        session,
        code="S1",
        name="Acme",
        is_supplier=True,
        contacts=[{"kind": "phone", "value": "123"}],
        by=clerk.user,
    )
    session.commit()
    return party


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("get", "{id}"),
        ("get", "create"),
        ("get", "{id}/edit"),
        ("post", "{id}/deactivate"),
        ("post", "{id}/activate"),
    ],
)
def test_those_who_may_not_are_told_so(sign_in, acme, method, path) -> None:
    client = sign_in("core.history.index", name="Bob")
    answer = getattr(client, method)(f"/core/party/{path.format(id=acme.id)}")
    assert answer.status_code == 403


def test_who_may_only_look_may_not_change(sign_in, acme) -> None:
    client = sign_in("core.party.index", name="Bob")
    page = client.get(f"/core/party/{acme.id}")
    assert page.status_code == 200
    assert f"/core/party/{acme.id}/edit" not in page.text
    assert client.get(f"/core/party/{acme.id}/edit").status_code == 403


def test_a_party_is_entered_with_several_rows_in_one_form(clerk, session) -> None:
    page = clerk.get("/core/party/create").text
    assert page.count('name="contacts-2-value"') == 1  # three spare rows, without JavaScript
    answer = clerk.post(
        "/core/party/create",
        data={
            "code": "C9",
            "name": "云杉",
            "is_company": "y",
            "is_customer": "y",
            "identifiers-0-scheme": "tax",
            "identifiers-0-value": "9133",
            "identifiers-1-scheme": "",
            "identifiers-1-value": "",
            "contacts-0-kind": "wechat",
            "contacts-0-value": "yunshan",
            "contacts-0-is_primary": "y",
            "contacts-2-kind": "phone",
            "contacts-2-value": "",
        },
    )
    assert answer.status_code == 303
    party = session.scalar(queries.by_code("C9"))
    page = clerk.post(f"{answer.location}/reveal").text
    assert all(text in page for text in ("云杉", "C9", "9133", "yunshan"))
    assert party.is_customer
    assert not party.is_supplier


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"code": "S1"},
        {"is_supplier": ""},
        {"identifiers-0-scheme": "", "identifiers-0-value": "typed 77"},
        {"contacts-0-kind": "pigeon", "contacts-0-value": "typed 88"},
    ],
)
def test_what_is_wrong_comes_back_as_typed(clerk, acme, session, wrong) -> None:
    right = {"code": "S2", "name": "Typed name", "is_supplier": "y"}
    data = {
        name: value for name, value in (right | wrong).items() if name != "is_supplier" or value
    }
    answer = clerk.post("/core/party/create", data=data)
    assert answer.status_code == 422
    assert "Typed name" in answer.text
    assert all(value in answer.text for value in wrong.values() if value.startswith("typed"))
    assert session.scalar(queries.by_code("S2")) is None


def test_an_edit_changes_the_party(clerk, acme, session) -> None:
    page = clerk.get(f"/core/party/{acme.id}/edit").text
    assert 'value="Acme"' in page
    assert 'value="123"' in page
    answer = clerk.post(
        f"/core/party/{acme.id}/edit",
        data={
            "version_id": acme.version_id,
            "code": "S1",
            "name": "Acme Ltd",
            "is_supplier": "y",
            "contacts-0-kind": "phone",
            "contacts-0-value": "",
        },
    )
    assert answer.status_code == 303
    party = session.scalar(queries.party(acme.id))
    assert (party.name, party.contacts) == ("Acme Ltd", [])


def test_an_edit_of_what_a_colleague_changed_says_who_and_keeps_what_was_typed(
    clerk, sign_in, acme, session
) -> None:
    typed = {"version_id": acme.version_id, "code": "S1", "name": "Mine", "is_supplier": "y"}
    bob = sign_in("core.party.edit", name="Bob")
    answer = bob.post(f"/core/party/{acme.id}/edit", data=typed | {"name": "Bob's"})
    assert answer.status_code == 303
    answer = clerk.post(f"/core/party/{acme.id}/edit", data=typed, headers=ENGLISH)
    assert answer.status_code == 409
    assert "Bob changed this record at" in answer.text
    assert 'value="Mine"' in answer.text
    version = session.scalar(queries.party(acme.id)).version_id
    assert f'value="{version}"' in answer.text  # saving again is a decision, and possible


def test_a_party_is_taken_out_and_brought_back(clerk, acme, session) -> None:
    clerk.post(f"/core/party/{acme.id}/deactivate")
    assert not session.scalar(queries.party(acme.id)).is_active
    assert clerk.post(f"/core/party/{acme.id}/deactivate").status_code == 422
    clerk.post(f"/core/party/{acme.id}/activate")
    assert session.scalar(queries.party(acme.id)).is_active


def test_the_list_costs_the_same_for_any_number_of_parties(clerk, session, queries) -> None:
    def cost() -> int:
        with queries() as count:
            assert clerk.get("/core/party/").status_code == 200
        return count.value

    for number in range(3):
        create_party(session, code=f"A{number}", name="A", is_supplier=True, by=clerk.user)
    few = cost()
    for number in range(30):
        create_party(session, code=f"B{number}", name="B", is_supplier=True, by=clerk.user)
    assert cost() == few


def test_what_is_not_there_is_not_found(clerk) -> None:
    assert clerk.get("/core/party/12345").status_code == 404


def test_the_list_is_narrowed_by_role_by_state_and_by_words(clerk, session) -> None:
    def make(code: str, name: str, **roles: bool) -> None:
        create_party(session, code=code, name=name, by=clerk.user, **roles)

    make("S1", "云杉供应链", is_supplier=True, is_vendor=True)
    make("C1", "银杏", is_customer=True)

    def listed(question: str) -> set[str]:
        page = clerk.get(f"/core/party/?{question}", headers=ENGLISH).text
        return {name for name in ("云杉供应链", "银杏") if name in page}

    assert listed("") == {"云杉供应链", "银杏"}
    assert listed("role=is_supplier") == {"云杉供应链"}
    assert listed("role=is_customer") == {"银杏"}
    assert listed("role=is_partner") == set()
    assert listed("q=供应") == {"云杉供应链"}
    assert listed("is_active=False") == set()
    assert "Supplier, Vendor" in clerk.get("/core/party/?format=csv", headers=ENGLISH).text
