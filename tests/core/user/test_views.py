"""The pages of users and of one's own preferences."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.testing import Client, make_user
from core.user import services

SignIn = Callable[..., Client]
ENGLISH = {"Accept-Language": "en"}


def test_the_list_shows_everybody_but_the_system(session: Session, sign_in: SignIn) -> None:
    make_user(session, name="林晓")
    page = sign_in("core.user.index").get("/core/user/")
    assert page.status_code == 200
    assert "林晓" in page.text
    assert "system@localhost" not in page.text


def test_the_list_asks_as_often_for_many_as_for_few(
    session: Session, sign_in: SignIn, queries: Callable[[], object]
) -> None:
    client = sign_in("core.user.index")
    counts = []
    for _round in range(2):
        with queries() as count:  # type: ignore[attr-defined]
            client.get("/core/user/")
        counts.append(count.value)
        for number in range(5):
            make_user(session, "core.job.index", name=f"N{number}")
        session.commit()
    assert counts[0] == counts[1] <= 8


def test_somebody_is_let_in_and_can_sign_in(
    session: Session, sign_in: SignIn, client: FlaskClient
) -> None:
    answer = sign_in("*").post(
        "/core/user/create",
        data={
            "email": "New@Example.org",
            "name": "新人",
            "password": "correct horse",
            "language": "zh_Hans",
            "roles": ["administrator"],
        },
    )
    assert answer.status_code == 303
    entered = client.post("/login", data={"email": "new@example.org", "password": "correct horse"})
    assert entered.status_code == 302
    assert client.get("/core/user/").status_code == 200


def test_a_refused_form_comes_back_as_it_was_typed(session: Session, sign_in: SignIn) -> None:
    client = sign_in("*")
    assert client.user is not None
    answer = client.post(
        "/core/user/create",
        data={
            "email": client.user.email,
            "name": "Twin",
            "password": "correct horse",
            "language": "",
        },
        headers=ENGLISH,
    )
    assert answer.status_code == 422
    assert "Twin" in answer.text
    assert "has an account already" in answer.text
    assert "correct horse" not in answer.text


def test_a_user_is_changed(session: Session, sign_in: SignIn) -> None:
    other = make_user(session, name="Bob")
    client = sign_in("*")
    address = f"/core/user/{other.id}/edit"
    assert "Bob" in client.get(address).text
    answer = client.post(address, data={"name": "Rob", "language": "en", "password": ""})
    assert answer.status_code == 303
    session.refresh(other)
    assert (other.name, other.language, other.active) == ("Rob", "en", False)


def test_the_last_administrator_reads_why_they_stay(session: Session, sign_in: SignIn) -> None:
    client = sign_in("*")
    assert client.user is not None
    answer = client.post(
        f"/core/user/{client.user.id}/edit",
        data={"name": "Ada", "language": "", "active": "y"},
        headers=ENGLISH,
    )
    assert answer.status_code == 422
    assert "last administrator" in answer.text
    assert client.get("/core/user/").status_code == 200


def test_the_system_has_no_page(session: Session, sign_in: SignIn) -> None:
    client = sign_in("*")
    system = services.system_user(session)
    assert client.get(f"/core/user/{system.id}/edit").status_code == 404


@pytest.mark.parametrize("address", ["/core/user/create", "/core/user/1/edit"])
def test_who_may_see_users_may_not_change_them(sign_in: SignIn, address: str) -> None:
    client = sign_in("core.user.index")
    assert client.get(address).status_code == 403
    assert client.post(address, data={}).status_code == 403


def test_who_may_not_see_users_does_not(sign_in: SignIn) -> None:
    assert sign_in().get("/core/user/").status_code == 403


def test_anybody_chooses_language_and_colours(client: FlaskClient) -> None:
    answer = client.post(
        "/core/user/preferences", data={"language": "zh_Hans", "theme": "dark", "next": "/login"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    page = client.get("/login").text
    assert 'lang="zh-Hans"' in page
    assert 'data-theme="dark"' in page


def test_a_user_keeps_the_language_on_every_device(session: Session, sign_in: SignIn) -> None:
    client = sign_in(name="Ada")
    client.post("/core/user/preferences", data={"language": "zh_Hans"})
    assert client.user is not None
    session.refresh(client.user)
    assert client.user.language == "zh_Hans"
    client.delete_cookie("bumen_language")
    assert 'lang="zh-Hans"' in client.get("/core/user/preferences").text


@pytest.mark.parametrize("data", [{"language": "fr"}, {"theme": "pink"}])
def test_unknown_choices_are_refused(client: FlaskClient, data: dict[str, str]) -> None:
    assert client.post("/core/user/preferences", data=data).status_code == 400


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_preferences_lead_to_no_other_site(client: FlaskClient, target: str) -> None:
    answer = client.post("/core/user/preferences", data={"theme": "light", "next": target})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(("words", "found"), [("ada", ["Ada"]), ("bob@", ["Bob"]), ("zzz", [])])
def test_users_are_found_by_name_and_address(sign_in, session, words, found) -> None:
    for name in ("Ada", "Bob"):
        make_user(session, name=name).email = f"{name.lower()}@example.org"
    session.commit()
    page = sign_in("*", name="Cy").get(f"/core/user/?q={words}").text
    rows = page.partition('<tbody id="rows">')[2].partition("</tbody>")[0]
    assert [name for name in ("Ada", "Bob", "Cy") if f">{name}<" in rows] == found
