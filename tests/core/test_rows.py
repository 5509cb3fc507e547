"""Whose rows somebody sees: user × reach × row, on every way to them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask_login import login_user

from core.api_token import services as tokens
from core.clock import now
from core.company import today
from core.db import db
from core.errors import BusinessError
from core.organisation import services as organisation
from core.organisation.models import Department
from core.party.models import Party
from core.party.services import create_party
from core.reach import Reach, Rows
from core.role import services as roles
from core.rows import EVERY_ROW, read
from core.testing import make_user, open_session
from core.user import queries as user_queries
from core.user import services as users
from core.user.models import User

URL = "/core/party/"
ENGLISH = {"Accept-Language": "en"}
AREA = "core.party"
# Department, the one that it belongs to, and who holds a post in it.
TREE = {"T": ("", []), "A": ("T", ["Ada", "Al"]), "A1": ("A", ["Amy"]), "B": ("T", ["Bob"])}
HEADS = {"T": "Chief"}
PEOPLE = ("Chief", "Ada", "Al", "Amy", "Bob", "Lone", "Past")
ROWS = [*PEOPLE, *TREE]  # one party of each person, and one of each department
UNSET = {"all": Reach.ALL, "own": Reach.OWN, "nothing": None}


def owned(people) -> sa.ColumnElement[bool]:
    return Party.city.in_(sa.select(User.name).where(User.id.in_(people)))


def of_departments(departments) -> sa.ColumnElement[bool]:
    return Party.region.in_(sa.select(Department.code).where(Department.id.in_(departments)))


def expected(name: str, reach: Reach | None) -> set[str]:
    """Say it once more, slowly, from the tree."""
    if reach is Reach.ALL:
        return set(ROWS)
    if reach is None:
        return set()
    mine = {code for code, (_up, holders) in TREE.items() if name in holders}
    mine |= {code for code, head in HEADS.items() if head == name}
    while more := {code for code, (up, _holders) in TREE.items() if up in mine} - mine:
        mine |= more
    seen = {name}
    if reach is Reach.DEPARTMENT:
        seen |= mine
        for code in mine:
            seen |= {*TREE[code][1], *([HEADS[code]] if code in HEADS else [])}
    return seen


class Company:
    """People who may all see parties, as far as their role reaches."""

    def __init__(self, session, monkeypatch) -> None:
        self.session, self.monkeypatch = session, monkeypatch
        self.by = users.system_user(session)
        self.people = {name: make_user(session, "core.party.index", name=name) for name in PEOPLE}
        keys: dict[str, int] = {}
        for code, (up, holders) in TREE.items():
            head = self.people.get(HEADS.get(code, ""))
            facts = {"code": code, "name": code, "parent_id": keys.get(up)}
            department = organisation.create_department(
                session, **facts, head_id=head and head.id, by=self.by
            )
            keys[code] = department.id
            post = organisation.create_post(session, department, name="Clerk", by=self.by)
            for name in holders:
                self.hold(post, name, until_on=None)
            if code == "A":
                self.hold(post, "Past", until_on=today())
        for name in ROWS:
            where = {"region": name} if name in TREE else {"city": name}
            create_party(session, code=f"P-{name}", name="x", is_supplier=True, **where, by=self.by)
        self.restrict(Reach.OWN)
        session.commit()

    def hold(self, post, name, *, until_on: date | None) -> None:
        since = today() - timedelta(days=100)
        facts = {"user_id": self.people[name].id, "from_on": since, "until_on": until_on}
        organisation.assign(self.session, post, **facts, by=self.by)

    def restrict(self, unset: Reach | None, everything: str = "") -> None:
        rows = Rows(AREA, "Parties", owned, of_departments, unset=unset, everything=everything)
        self.monkeypatch.setattr(Party, "__rows__", rows, raising=False)

    def person(self, name: str) -> User:
        """Return somebody with all rights, as a request loads the reader."""
        query = user_queries.by_id(self.people[name].id)
        return self.session.scalars(query).unique().one()

    def reach(self, name: str, reach: Reach | None) -> None:
        areas = {AREA: Party.__rows__}
        chosen = {(role.name, AREA): reach for role in self.person(name).roles}
        admin = make_user(self.session, "*", name="Root")
        roles.change_role_reaches(self.session, chosen, among=areas, by=admin)
        self.session.commit()

    def seen(self, app, name: str, **options) -> set[str]:
        """Ask as a page would, in a request of this user."""
        user_id = self.people[name].id
        self.session.rollback()  # or it would hold the write lock of SQLite
        with app.app_context(), app.test_request_context(URL):
            login_user(db.session.scalars(user_queries.by_id(user_id)).unique().one())
            query = sa.select(Party.code).execution_options(**options)
            found = [*db.session.scalars(query)]
            assert [row.code for row in read(query)] == found
            return {code.removeprefix("P-") for code in found}


@pytest.fixture
def company(app, session, monkeypatch):
    return Company(session, monkeypatch)


@pytest.mark.parametrize("reach", Reach, ids=str)
def test_everybody_sees_what_their_reach_says(app, company, reach) -> None:
    for name in PEOPLE:
        company.reach(name, reach)
        assert company.seen(app, name) == expected(name, reach), name


@pytest.mark.parametrize("unset", UNSET)
def test_where_no_role_says_anything_the_model_does(app, company, unset) -> None:
    company.restrict(UNSET[unset])
    assert company.seen(app, "Ada") == expected("Ada", UNSET[unset])
    company.restrict(UNSET[unset], everything="core.party.index")
    assert company.seen(app, "Ada") == set(ROWS)
    company.reach("Ada", Reach.OWN)
    assert company.seen(app, "Ada") == {"Ada"}


def test_the_widest_of_several_roles_counts(app, company, session) -> None:
    second = roles.create_role(session, name="second", title="Second", permissions=())
    ada = company.person("Ada")
    names = [*(role.name for role in ada.roles), "second"]
    users.edit_user(
        session, ada, name="Ada", language="", active=True, roles=names, by=make_user(session, "*")
    )
    company.reach("Ada", Reach.OWN)
    roles.change_role_reaches(
        session,
        {(second.name, AREA): Reach.ALL},
        among={AREA: Party.__rows__},
        by=make_user(session, "*"),
    )
    session.commit()
    assert company.seen(app, "Ada") == set(ROWS)


def test_a_question_finds_what_was_not_written_yet(app, company) -> None:
    db.session.add(Party(code="P-new", name="New", is_supplier=True))
    asked = sa.select(Party.name).where(Party.code == "P-new")
    assert [row.name for row in read(asked)] == ["New"]


def test_a_service_can_ask_for_every_row(app, company) -> None:
    assert company.seen(app, "Lone", **EVERY_ROW) == set(ROWS)


def codes(text: str) -> set[str]:
    return set(re.findall(r"P-(\w+)", text))


WAYS = {
    "the list": URL,
    "the export": f"{URL}?format=csv",
    "the search of the list": f"{URL}?q=P",
    "the search of everything": "/core/find/?q=x",
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_shows_the_same_rows(company, sign_in, way) -> None:
    company.reach("Ada", Reach.DEPARTMENT)
    client = sign_in(name="Nobody")
    open_session(client, company.session, company.person("Ada"))
    answer = client.get(WAYS[way], headers=ENGLISH)
    assert answer.status_code == 200
    text = re.sub(r"<form.*?</form>", "", answer.text, flags=re.S)
    assert codes(text) == expected("Ada", Reach.DEPARTMENT)


def test_programs_and_pages_of_single_records_keep_to_it(app, company, session) -> None:
    company.reach("Ada", Reach.DEPARTMENT)
    _token, secret = tokens.issue(
        session,
        name="t",
        scopes={"core.party.index"},
        days=1,
        by=company.person("Ada"),
        now=now(),
    )
    keys = {
        code.removeprefix("P-"): key
        for key, code in session.execute(sa.select(Party.id, Party.code))
    }
    session.commit()
    client, headers = app.test_client(), {"Authorization": f"Bearer {secret}"}
    told = client.get("/api/v1/core/party/", headers=headers).json["items"]
    assert {row["code"].removeprefix("P-") for row in told} == expected("Ada", Reach.DEPARTMENT)
    open_session(client, company.session, company.person("Ada"))
    for name, status in {"Ada": 200, "Amy": 200, "A1": 200, "Bob": 404, "Past": 404}.items():
        assert client.get(f"{URL}{keys[name]}").status_code == status, name
        path = f"/api/v1/core/party/{keys[name]}"
        assert client.get(path, headers=headers).status_code == status, name


def test_nobody_shows_others_more_than_they_see(company, session) -> None:
    areas = {AREA: Party.__rows__}
    company.reach("Ada", Reach.DEPARTMENT)
    ada, role = company.person("Ada"), company.person("Bob").roles[0].name
    for reach in (Reach.OWN, Reach.DEPARTMENT):
        roles.change_role_reaches(session, {(role, AREA): reach}, among=areas, by=ada)
    with pytest.raises(BusinessError):
        roles.change_role_reaches(session, {(role, AREA): Reach.ALL}, among=areas, by=ada)


def test_nobody_gives_away_a_role_that_shows_more(company, session) -> None:
    company.reach("Bob", Reach.ALL)
    company.reach("Al", Reach.OWN)
    ada, bob, al = (company.person(name) for name in ("Ada", "Bob", "Al"))
    facts = {"name": "New", "password": None, "by": ada}
    with pytest.raises(BusinessError) as refused:
        users.create_user(session, email="a@example.org", roles=[bob.roles[0].name], **facts)
    assert refused.value.field == "roles"
    with pytest.raises(BusinessError):
        users.set_password(session, bob, "a new password of Bob", by=ada)
    users.create_user(session, email="b@example.org", roles=[al.roles[0].name], **facts)


def test_an_owner_that_crashes_shows_no_row(app, company) -> None:
    def broken(people):
        raise ZeroDivisionError

    rows = Rows(AREA, "Parties", broken, unset=Reach.OWN)
    company.monkeypatch.setattr(Party, "__rows__", rows)
    assert company.seen(app, "Ada") == set()
