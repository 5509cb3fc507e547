"""The pages and the resource of the organisation."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from core.api_token import services as tokens
from core.clock import now
from core.organisation.models import Assignment, Department, Post

URL = "/core/organisation/"
ENGLISH = {"Accept-Language": "en"}
SEE, EDIT = "core.organisation.index", "core.organisation.edit"


@pytest.fixture
def company(open_department, give_post, person, session):
    top = open_department("A", head=person("Chief"))
    team = open_department("B", top)
    held = give_post(team, person("Clara"), name="Stock clerk")
    session.commit()
    return {"top": top.id, "team": team.id, "post": held.post_id, "held": held.id}


def test_the_tree_shows_heads_posts_and_holders(company, sign_in) -> None:
    page = sign_in(SEE).get(URL, headers=ENGLISH).text
    assert re.search(r"Department A.*Head: Chief.*Department B.*Stock clerk.*Clara", page, re.S)
    assert "New department" not in page


def test_the_tree_is_read_with_as_many_questions_for_few_as_for_many(
    sign_in, open_department, give_post, person, queries
) -> None:
    client = sign_in(SEE)
    client.get(URL)
    with queries() as few:
        client.get(URL)
    for number in range(10):
        give_post(open_department(f"C{number}"), person(f"P{number}"))
    client.get(URL)
    with queries() as many:
        client.get(URL)
    assert many.value == few.value


def test_a_department_is_opened_moved_and_closed(company, sign_in, session) -> None:
    client = sign_in(SEE, EDIT)
    facts = {"code": "C", "name": "Shoots", "parent_id": company["team"], "head_id": ""}
    assert client.post(f"{URL}create", data=facts).status_code == 303
    made = session.scalar(sa.select(Department).where(Department.code == "C"))
    answer = client.post(
        f"{URL}{made.id}/edit",
        data={"version_id": 1, "name": "Photos", "parent_id": company["top"], "head_id": ""},
    )
    assert answer.status_code == 303
    session.refresh(made)
    assert (made.name, made.parent_id, made.is_active) == ("Photos", company["top"], False)
    page = client.get(f"{URL}{made.id}", headers=ENGLISH).text
    assert "Photos" in page
    assert "Closed" in page


def test_a_circle_is_refused_with_what_was_typed(company, sign_in) -> None:
    answer = sign_in(SEE, EDIT).post(
        f"{URL}{company['top']}/edit",
        data={"version_id": 1, "name": "Typed", "parent_id": company["team"], "is_active": "y"},
        headers=ENGLISH,
    )
    assert answer.status_code == 422
    assert "cannot belong to itself" in answer.text
    assert 'value="Typed"' in answer.text


def test_who_was_slower_is_told_and_loses_nothing(company, sign_in, session) -> None:
    client = sign_in(SEE, EDIT)
    url = f"{URL}{company['top']}/edit"
    data = {"version_id": 1, "name": "First", "parent_id": "", "head_id": "", "is_active": "y"}
    assert client.post(url, data=data).status_code == 303
    answer = client.post(url, data=data | {"name": "Second"}, headers=ENGLISH)
    assert answer.status_code == 409
    assert 'value="Second"' in answer.text


def test_a_post_is_added_given_and_ended(company, sign_in, session, person) -> None:
    client, bo = sign_in(SEE, EDIT), person("Bo")
    name = {"name": "Photographer"}
    assert client.post(f"{URL}{company['team']}/post", data=name).status_code == 303
    assert client.post(f"{URL}{company['team']}/post", data=name).status_code == 422
    post = session.scalar(sa.select(Post).where(Post.name == "Photographer"))
    page = f"{URL}post/{post.id}"
    assert client.post(f"{page}/edit", data={"name": "Stock clerk"}).status_code == 422
    assert client.post(f"{page}/edit", data={"name": "Artist"}).status_code == 303
    days = {"user_id": bo.id, "from_on": "2026-01-01", "until_on": ""}
    wrong = client.post(f"{page}/assign", data=days | {"until_on": "2025-01-01"}, headers=ENGLISH)
    assert wrong.status_code == 422
    assert 'value="2025-01-01"' in wrong.text
    assert client.post(f"{page}/assign", data=days).status_code == 303
    held = session.scalar(sa.select(Assignment).where(Assignment.user_id == bo.id))
    end = f"{URL}assignment/{held.id}/end"
    assert client.get(end).status_code == 200
    assert client.post(end, data={"until_on": "2026-02-01"}).status_code == 303
    assert client.post(end, data={"until_on": "2026-03-01"}).status_code == 422
    assert "2026-02-01" in client.get(page, headers=ENGLISH).text
    assert "Artist" in sign_in("*").get(f"/core/user/{bo.id}/edit", headers=ENGLISH).text


def test_a_list_tells_who_holds_which_post(company, sign_in) -> None:
    answer = sign_in(SEE).get(f"{URL}people?format=csv", headers=ENGLISH)
    assert "Clara,Stock clerk,Department B" in answer.text


def test_programs_read_departments_and_their_posts(company, app, session, person) -> None:
    _token, secret = tokens.issue(
        session, name="t", scopes={SEE}, days=1, by=person("Robot", SEE), now=now()
    )
    session.commit()
    headers = {"Authorization": f"Bearer {secret}"}

    def ask(path):
        return app.test_client().get(f"/api/v1/core/organisation/{path}", headers=headers)

    rows = ask("").json["items"]
    assert [(row["code"], row["parent"], row["head"]) for row in rows] == [
        ("A", None, "Chief"),
        ("B", "A", None),
    ]
    told = ask(company["team"]).json
    assert told["posts"][0]["holders"][0]["name"] == "Clara"
    assert ask(999).status_code == 404


def test_others_see_nothing_and_readers_change_nothing(company, sign_in) -> None:
    stranger, reader = sign_in(), sign_in(SEE)
    pages = ["", "people", f"{company['team']}", f"post/{company['post']}"]
    forms = ["create", f"{company['team']}/edit", f"{company['team']}/post"]
    forms += [f"assignment/{company['held']}/end"]
    acts = [f"post/{company['post']}/edit", f"post/{company['post']}/assign"]
    assert {stranger.get(URL + page).status_code for page in pages} == {403}
    assert {reader.get(URL + page).status_code for page in pages} == {200}
    assert {reader.get(URL + page).status_code for page in forms} == {403}
    assert {reader.post(URL + page).status_code for page in [*forms, *acts]} == {403}
    assert {sign_in(SEE, EDIT).get(URL + page).status_code for page in forms} == {200}
