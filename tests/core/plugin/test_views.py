from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from flask import Flask

from core import schema
from core.clock import now
from core.config import Settings
from core.db import db
from core.plugin import queries
from core.plugin import services as plugins
from core.plugin_fault.models import PluginFault
from tests.core.planted import BUNDLED
from tests.core.plugin.installed import INSTALLED

ENGLISH = {"Accept-Language": "en"}
EVERYTHING = ("core.plugin.index", "core.plugin.edit", "core.plugin.purge")


def on(session) -> list[str]:
    return list(session.scalars(queries.enabled_names()))


@pytest.mark.parametrize(
    ("method", "path", "permission"),
    [
        ("get", "", "core.plugin.edit"),
        ("get", "finance", "core.plugin.edit"),
        ("get", "finance/plan/disable", "core.plugin.edit"),
        ("post", "finance/enable", "core.plugin.index"),
        ("post", "finance/disable", "core.plugin.index"),
        ("post", "finance/export", "core.plugin.edit"),
        ("post", "finance/purge", "core.plugin.edit"),
    ],
)
def test_those_who_may_not_are_told_so(session, sign_in, method, path, permission) -> None:
    client = sign_in(permission)
    assert getattr(client, method)(f"/core/plugin/{path}").status_code == 403
    assert on(session) == []


def test_the_list_tells_the_state_and_the_reason(
    app: Flask, sign_in, installed, monkeypatch
) -> None:
    client = sign_in(*EVERYTHING)
    text = client.get("/core/plugin/", headers=ENGLISH).text
    assert "Loyalty" in text
    assert "requires stamps, orders" in text
    assert "title is missing" in text
    assert "API level 99" in text
    assert "/core/plugin/stamps/plan/enable" in text
    assert "/core/plugin/broken/plan/enable" not in text


def test_an_administrator_looks_at_the_plan_disables_looks_and_takes_it_back(
    session, sign_in
) -> None:
    client = sign_in(*EVERYTHING)
    plan = client.get("/core/plugin/finance/plan/disable", headers=ENGLISH).text
    assert "Statements" in plan
    assert "Rows that stay" in plan
    assert 'action="/core/plugin/finance/disable"' in plan
    assert on(session) == []  # looking changes nothing
    answer = client.post("/core/plugin/finance/disable", headers=ENGLISH)
    assert answer.status_code == 303
    assert on(session) == [name for name in BUNDLED if name != "finance"]
    after = client.get(answer.location, headers=ENGLISH).text
    assert "/core/plugin/finance/plan/enable" in after
    plan = client.get("/core/plugin/finance/plan/enable", headers=ENGLISH).text
    assert "Pages that appear in the menu" in plan
    answer = client.post("/core/plugin/finance/enable", headers=ENGLISH)
    assert on(session) == BUNDLED
    after = client.get(answer.location, headers=ENGLISH).text
    assert 'href="/finance/settlement/"' in after
    assert "/core/plugin/finance/plan/disable" in after


def test_the_pages_say_how_many_processes_follow_and_what_failed(session, sign_in) -> None:
    client = sign_in(*EVERYTHING)
    plugins.report(session, "a", kind="web", epoch=0, oldest=0, now=now())
    plugins.report(session, "b", kind="web", epoch=7, oldest=7, now=now())
    session.add(
        PluginFault(plugin="finance", hook="timeline", error="torn", count=2, last_at=now())
    )
    index = client.get("/core/plugin/", headers=ENGLISH).text
    assert "1 of 2 running processes follow." in index
    page = client.get("/core/plugin/finance", headers=ENGLISH).text
    assert "1 of 2 follow" in page
    assert "failed 2 times" in page
    assert "torn" in page


def test_what_is_not_possible_is_said_instead_of_offered(session, sign_in, installed) -> None:
    client = sign_in(*EVERYTHING)
    plan = client.get("/core/plugin/orders/plan/disable", headers=ENGLISH).text
    assert "finance requires orders. Disable it first." in plan
    assert 'action="/core/plugin/orders/disable"' not in plan
    refused = client.post("/core/plugin/broken/enable", headers=ENGLISH, follow_redirects=True)
    assert "title is missing" in refused.text
    assert on(session) == []


def test_there_is_no_page_of_a_plugin_that_nobody_knows(sign_in) -> None:
    client = sign_in(*EVERYTHING)
    assert client.get("/core/plugin/absent").status_code == 404
    assert client.get("/core/plugin/absent/plan/enable").status_code == 404
    assert client.get("/core/plugin/finance/plan/explode").status_code == 404


def test_records_go_only_after_an_export_and_the_typed_name(session, sign_in) -> None:
    client = sign_in(*EVERYTHING)
    purge = "/core/plugin/finance/purge"
    assert "Disable it first" in client.post(purge, headers=ENGLISH).text
    client.post("/core/plugin/finance/disable")
    refused = client.post(purge, data={"name": "finance"}, headers=ENGLISH)
    assert (refused.status_code, "Export its data first" in refused.text) == (422, True)
    sent = client.post("/core/plugin/finance/export")
    assert sent.mimetype == "application/zip"
    assert "manifest.json" in ZipFile(io.BytesIO(sent.data)).namelist()
    plan = client.get("/core/plugin/finance/plan/purge", headers=ENGLISH).text
    assert "finance_settlement" in plan
    assert "by Ada" in plan
    wrong = client.post(purge, data={"name": "finances"}, headers=ENGLISH)
    assert (wrong.status_code, "not the name of the plugin" in wrong.text) == (422, True)
    assert client.post(purge, data={"name": "finance"}).status_code == 303
    with db.engine.connect() as connection:
        assert schema.tables_of(connection, "finance", ["orders"]) == []
    purged = sa.text("SELECT actor_name FROM core_history WHERE action = 'purge'")
    assert session.scalar(purged) == "Ada"


def test_a_pinned_set_is_only_shown(app: Flask, session, sign_in, monkeypatch) -> None:
    pinned = Settings(database_url="sqlite://", plugins="orders,finance")
    monkeypatch.setitem(app.extensions, "bumen.settings", pinned)
    client = sign_in(*EVERYTHING)
    for path in ("", "finance", "finance/plan/disable"):
        text = client.get(f"/core/plugin/{path}", headers=ENGLISH).text
        assert "BUMEN_PLUGINS" in text
        assert 'action="/core/plugin/finance' not in text
    client.post("/core/plugin/finance/disable")
    assert on(session) == []


def test_the_fixture_has_what_the_tests_name() -> None:
    assert {"orders", "finance", "stamps", "broken", "future"} <= INSTALLED.keys()
