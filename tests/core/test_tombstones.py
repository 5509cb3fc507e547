"""With any plugin off, no page fails, and what it left shows what it was."""

from __future__ import annotations

import re
from collections import deque
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock, loader
from core.app import create_app
from core.company import today
from core.db import db
from core.hooks import manager
from core.import_run.models import ImportRun, State
from core.job.models import JobRow
from core.party.models import Party
from core.setting.models import Setting
from core.testing import Client, make_user, open_session, settings_for
from core.user.models import User

BUNDLED = sorted(name for name, found in loader.installed().items() if found.bundled)
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
SHOWN = 400
SAME = 2
ENGLISH = {"Accept-Language": "en"}
# A crawl that stops early would find nothing wrong.
REACHED = {
    "/",
    "/core/history/",
    "/core/import_run/",
    "/core/import_run/#",
    "/core/job/",
    "/core/job/#",
    "/core/party/",
    "/core/party/#",
    "/core/plugin/",
    "/core/role/",
    "/core/setting/",
    "/core/user/",
}
MARKED = {
    "/core/job/": "finance.close (the plugin finance is off)",
    "/core/import_run/": "bank_result (its plugin is off)",
    "/core/history/?model=finance_terms": "(the plugin finance is off)",
    "/core/setting/": "finance.limit (the plugin finance is off): 7",
    "/core/role/": "finance.terms.edit (the plugin finance is off)",
}
# Parts that every list has: its sorting, its pages and its filters would make the crawl endless.
ENDLESS = re.compile(r"[?&](sort|after|before|page|cursor|columns|desc)=")


@pytest.fixture
def traces(app: Flask, session) -> User:
    """A company with records, jobs, imports, settings and changes of every plugin."""
    ada = make_user(session, "*", name="Ada")
    places = {m.name: m.order for m in app.extensions["bumen.manifests"]}
    answers = manager().hook.seed_demo.get_hookimpls()
    for answer in sorted(answers, key=lambda one: places[one.plugin_name]):
        answer.function(session=session, by=ada, today=today(), orders=30)
        session.commit()
    now = clock.now()
    made = {"created_by_id": ada.id, "created_at": now}
    for name in BUNDLED:
        session.add(JobRow(name=f"{name}.close", args={}, language="en", run_at=now, **made))
        session.add(Setting(name=f"{name}.limit", value="7"))
    for importer in app.extensions["bumen.importers"]:
        for state in (State.CHECKED, State.DONE):
            session.add(ImportRun(importer=importer, profile="generic", state=state, **made))
    session.commit()
    return ada


def without(app: Flask, databases, tmp_path, name: str) -> Flask:
    """Build the app of the same database with one plugin off."""
    rest = ",".join(sorted(set(BUNDLED) - {name}))
    built = create_app(settings_for(databases.current, tmp_path, rest))
    built.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    built.test_client_class = Client
    return built


def browser(built: Flask, user: User) -> Client:
    client: Client = built.test_client()  # type: ignore[assignment]
    open_session(client, db.session(), user)
    return client


def crawl(built: Flask, client: Client) -> dict[str, int]:
    """Open every page that needs no argument and every page that a page leads to."""
    rules = [rule for rule in built.url_map.iter_rules() if "GET" in (rule.methods or ())]
    # The pages of Flask-Security end the session of somebody who has no password.
    others = {rule.rule for rule in rules if rule.endpoint.startswith("security.")}
    wanted = deque(rule.rule for rule in rules if not rule.arguments and rule.rule not in others)
    seen: dict[str, int] = {}
    shapes: dict[str, int] = {}
    while wanted and len(seen) < SHOWN:
        path = wanted.popleft()
        shape = re.sub(r"\d+", "#", path)
        if path in seen or shapes.get(shape, 0) >= SAME or ENDLESS.search(path):
            continue
        if path.partition("?")[0] in others or path.startswith("/static/"):
            continue
        shapes[shape] = shapes.get(shape, 0) + 1
        answer = client.get(path, headers={"Accept-Language": "en"})
        seen[path] = answer.status_code
        if answer.mimetype == "text/html":
            wanted.extend(map(unescape, LINK.findall(answer.text)))
    return seen


def test_with_any_plugin_off_no_page_fails(app, session, databases, traces, tmp_path) -> None:
    for name in BUNDLED:  # one company for all: to make it takes longer than to look at it
        built = without(app, databases, tmp_path, name)
        seen = crawl(built, browser(built, traces))
        assert {path: code for path, code in seen.items() if code >= 500} == {}
        assert {path: code for path, code in seen.items() if path.startswith(f"/{name}/")} == {}
        kinds = {re.sub(r"\d+", "#", path) for path, code in seen.items() if code == 200}
        assert {*REACHED, f"/core/plugin/{name}"} - kinds == set()


def test_what_a_plugin_left_is_kept_and_said_so(app, session, databases, traces, tmp_path) -> None:
    built = without(app, databases, tmp_path, "finance")
    built.add_url_rule("/test/<int:party_id>", view_func=delete, methods=["POST"])
    client = browser(built, traces)

    # Its records are marked, and lead nowhere.
    shown = {path: client.get(path, headers=ENGLISH).text for path in MARKED}
    assert [path for path, mark in MARKED.items() if mark not in shown[path]] == []
    assert "orders.close (the plugin" not in shown["/core/job/"]
    assert "/finance/" not in shown["/core/history/?model=finance_terms"]

    # Its import can only be discarded.
    of_finance = (ImportRun.importer == "bank_result", ImportRun.state == State.CHECKED)
    run = f"/core/import_run/{session.scalar(sa.select(ImportRun.id).where(*of_finance))}"
    page = client.get(run).text
    assert (f"{run}/run" in page, f"{run}/discard" in page) == (False, True)
    refused = client.post(f"{run}/run", headers=ENGLISH)
    assert refused.status_code == 422
    assert "The plugin of this import is off" in refused.text
    assert client.post(f"{run}/discard").status_code == 303

    # What it refers to cannot be deleted; what it does not refer to can.
    held = session.scalar(sa.text("SELECT max(supplier_id) FROM finance_terms"))
    answer = client.post(f"/test/{held}", headers=ENGLISH)
    assert answer.status_code == 409
    assert "those of a plugin that is off" in answer.text
    free = Party(code="free", name="Free", is_company=True, is_supplier=True)
    session.add(free)
    session.commit()
    assert client.post(f"/test/{free.id}").text == "gone"


def delete(party_id: int) -> str:
    current = db.session()
    current.delete(current.get_one(Party, party_id))
    current.commit()
    return "gone"


delete.permission = "core.party.edit"  # type: ignore[attr-defined]
