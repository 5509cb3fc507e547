"""The page of roles and permissions."""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.reach import Reach
from core.role import queries, services
from core.role.models import RoleReach
from core.testing import Client

SignIn = Callable[..., Client]


def held(session: Session, role: str) -> frozenset[str]:
    found = session.scalar(queries.named([role]))
    assert found is not None
    return found.permissions


def test_the_matrix_is_saved_in_one_go(session: Session, sign_in: SignIn) -> None:
    services.create_role(session, name="keeper", title="Keeper", permissions=["core.job.index"])
    client = sign_in("*")
    page = client.get("/core/role/")
    assert page.status_code == 200
    assert 'name="grant.keeper" value="core.job.index"' in page.text
    answer = client.post(
        "/core/role/",
        data={
            "role": ["keeper"],
            "permission": ["core.job.index", "core.party.index"],
            "grant.keeper": ["core.party.index", "core.setting.edit"],
        },
    )
    assert answer.status_code == 303
    assert held(session, "keeper") == {"core.party.index"}, "only what the page showed counts"


def test_a_clerk_cannot_grant_what_the_clerk_may_not_do(session: Session, sign_in: SignIn) -> None:
    services.create_role(session, name="keeper", title="Keeper", permissions=[])
    answer = sign_in("core.user.edit").post(
        "/core/role/",
        data={
            "role": ["keeper"],
            "permission": ["core.setting.edit"],
            "grant.keeper": ["core.setting.edit"],
            "reach.keeper.service.case": "department",
        },
    )
    assert answer.status_code == 422
    assert held(session, "keeper") == frozenset()
    assert session.scalars(sa.select(RoleReach)).all() == []
    ticked = r'name="grant\.keeper" value="core\.setting\.edit"[^>]* checked>'
    assert re.search(ticked, answer.text), "what was ticked is not lost"
    assert '<option value="department" selected>' in answer.text


def test_whose_rows_a_role_sees_is_set_and_taken_back(session: Session, sign_in: SignIn) -> None:
    services.create_role(session, name="keeper", title="Keeper", permissions=["service.case.index"])
    client, name = sign_in("*"), "reach.keeper.service.case"
    asked = {"role": ["keeper"], name: "department"}
    assert f'name="{name}"' in client.get("/core/role/").text
    assert client.post("/core/role/", data=asked).status_code == 303
    assert '<option value="department" selected>' in client.get("/core/role/").text
    assert client.post("/core/role/", data=asked | {name: "world"}).status_code == 303
    (row,) = session.scalars(sa.select(RoleReach))
    assert (row.area, row.reach) == ("service.case", Reach.DEPARTMENT), "nonsense changes nothing"
    assert client.post("/core/role/", data=asked | {name: ""}).status_code == 303
    assert session.scalars(sa.select(RoleReach)).all() == []


def test_a_role_is_made(session: Session, sign_in: SignIn) -> None:
    client = sign_in("*")
    assert (
        client.post("/core/role/create", data={"title": "Keeper", "name": "Big"}).status_code == 422
    )
    answer = client.post("/core/role/create", data={"title": "Keeper", "name": "keeper"})
    assert answer.status_code == 303
    assert held(session, "keeper") == frozenset()


def test_others_see_neither_page(sign_in: SignIn) -> None:
    client = sign_in("core.user.index")
    assert client.get("/core/role/").status_code == 403
    assert client.post("/core/role/", data={}).status_code == 403
    assert client.get("/core/role/create").status_code == 403
