from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from core.hooks import hookimpl
from core.hookspecs import Card
from core.party.models import Party


@pytest.fixture
def register(app):
    """Register answers to hooks for one test."""
    hooks = app.extensions["bumen.hooks"]
    names: list[str] = []

    def add(name: str, answer) -> None:
        hooks.register(SimpleNamespace(dashboard_cards=hookimpl(answer)), name)
        names.append(name)

    yield add
    for name in names:
        hooks.unregister(name=name)


def card(title: str, order: int, permission: str = "core.party.index") -> Card:
    return Card(title=title, value="7", url="/core/party/", permission=permission, order=order)


def test_nobody_sees_it_without_signing_in(client) -> None:
    answer = client.get("/")
    assert answer.status_code == 303
    assert answer.location.startswith("/login")


def test_a_new_company_is_told_what_to_do_first(sign_in) -> None:
    page = sign_in("core.setting.edit", "core.party.edit").get("/").text
    assert "/core/setting/" in page
    assert "/core/party/create" in page


def test_who_may_do_nothing_is_told_whom_to_ask(sign_in) -> None:
    answer = sign_in().get("/", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert "Ask an administrator" in answer.text


def test_cards_come_in_their_order_and_only_to_those_who_may_see_them(sign_in, register) -> None:
    register("one", lambda: [card("Last", 30), card("Secret", 1, "core.user.edit")])
    register("two", lambda: [card("First", 10), card("Middle", 20)])
    page = sign_in("core.party.index").get("/").text
    assert page.index("First") < page.index("Middle") < page.index("Last")
    assert "Secret" not in page


def test_a_plugin_that_fails_takes_only_its_own_cards_away(sign_in, register, session) -> None:
    def fail(session) -> list[Card]:
        session.execute(sa.text("SELECT * FROM no_such_table"))
        return []

    register("bad", fail)
    register("good", lambda session: [card(f"{session.query(Party).count()} parties", 1)])
    answer = sign_in("core.party.index").get("/")
    assert answer.status_code == 200
    assert "0 parties" in answer.text
    assert "bad" in answer.text
