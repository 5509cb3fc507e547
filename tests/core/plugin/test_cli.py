from __future__ import annotations

import json
from contextvars import Context

import pytest
import sqlalchemy as sa
from flask import Flask

from core import cli
from core.app import create_app
from core.errors import BusinessError
from core.hooks import hookimpl
from core.plugin import queries
from core.role.models import PermissionSeen
from core.user import services as users
from tests.core.planted import BUNDLED, choose
from tests.core.plugin.installed import VERSION

PAY = "finance.payment.confirm"


@pytest.fixture
def run(app: Flask, session, monkeypatch):
    """Run ``bumen plugin …`` as people do, up to the sentence and the exit code."""
    session.commit()
    monkeypatch.setattr(cli.main, "create_app", lambda: app)

    def invoke(*words: str, **kwargs):
        session.commit()
        runner = app.test_cli_runner()
        return runner.invoke(cli.main, ["plugin", *words], **kwargs)

    return invoke


def on(session) -> list[str]:
    session.rollback()
    return list(session.scalars(queries.enabled_names()))


def test_the_list_for_programs_says_all_facts(run, installed) -> None:
    facts = {one["name"]: one for one in json.loads(run("list", "--json").output)}
    assert facts["finance"] == {
        "name": "finance",
        "title": "Finance",
        "version": VERSION,
        "state": "enabled",
        "reason": "",
        "requires": {"orders": "*"},
        "bundled": True,
        "api": 1,
    }
    assert facts["broken"]["state"] == "broken"
    assert "title is missing" in facts["broken"]["reason"]
    assert facts["stamps"]["state"] == "disabled"


def test_the_list_names_what_waits_for_its_tables(session, planter, settings) -> None:
    name = planter.plant(models=True)
    choose(session, name)
    runner = create_app(settings).test_cli_runner()
    # Outside of the test's own app context.
    said = Context().run(runner.invoke, cli.main, ["plugin", "list"])
    assert f"{name} 0: broken (Its tables are not up to date. Run: bumen db upgrade)" in said.output


def test_a_plan_changes_nothing(run, session) -> None:
    said = run("plan", "disable", "finance").output
    assert "Pages that disappear from the menu\n  Statements\n" in said
    facts = json.loads(run("plan", "disable", "finance", "--json").output)
    assert facts["plugins"] == ["finance"]
    assert on(session) == []


def test_switching_says_that_it_is_live(run, session) -> None:
    said = run("disable", "finance")
    assert "Disabled: finance" in said.output
    assert "off now" in said.output
    assert on(session) == [name for name in BUNDLED if name != "finance"]
    assert "Enabled: finance" in run("enable", "finance").output
    assert on(session) == BUNDLED


def test_enabling_names_what_a_role_does_not_get(run, session, answering) -> None:
    class Guard:
        @hookimpl
        def check_grant(self, session, users, permissions):
            if PAY in permissions:
                raise BusinessError("Bea may pay nothing.")

    facts = {"email": "bea@example.org", "name": "Bea", "password": None}
    by = users.system_user(session)
    users.create_user(session, **facts, roles=["finance_manager"], by=by)
    session.execute(sa.delete(PermissionSeen).where(PermissionSeen.permission == PAY))
    run("disable", "finance")
    answering(Guard())
    said = run("enable", "finance").output
    assert "Enabled: finance" in said
    assert "Finance manager does not get by default: " in said
    assert "Bea may pay nothing. It can be given on the page of roles." in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("enable", "absent"), "There is no plugin absent"),
        (("disable", "absent"), "is off already"),
        (("plan", "enable", "absent"), "There is no plugin absent"),
        (("plan", "purge", "finance"), "is on. Disable it first"),
        (("export", "absent", "--to", "{folder}/x.zip"), "There is no plugin absent"),
        (("export", "finance", "--to", "{folder}/none/x.zip"), "cannot be written"),
        (("export", "finance", "--to", "{folder}"), "is a directory"),
        (("purge", "finance", "--yes"), "is on. Disable it first"),
        (("restore", "{folder}/absent.zip"), "there is no such file"),
        (("check-upgrade", "--with", "orders"), "Write NAME==VERSION"),
        (("check-upgrade", "--with", "absent==1"), "There is no plugin absent"),
        (("disable", "finance", "--as", "nobody@example.org"), "There is no active user"),
    ],
)
def test_what_is_refused_is_one_sentence(run, session, tmp_path, words, sentence) -> None:
    said = run(*(word.format(folder=tmp_path) for word in words))
    assert said.exit_code == 2
    assert sentence in said.output
    assert "Traceback" not in said.output
    assert on(session) == []


def test_an_upgrade_is_checked_before_it_is_made(run, installed) -> None:
    now = run("check-upgrade")
    assert now.exit_code == 1
    assert "future: It is made for API level 99, this is level 1." in now.output
    assert "stamps" not in now.output.replace("requires stamps", "")
    later = run("check-upgrade", "--api", "99")
    assert "finance: It is made for API level 1, this is level 99." in later.output
    assert "future" not in later.output
    other = run("check-upgrade", "--with", "stamps==0.9")
    assert "loyalty: It requires stamps >=1, installed is 0.9." in other.output


def test_bundled_plugins_fit_what_is_installed(run) -> None:
    said = run("check-upgrade")
    assert (said.exit_code, said.output.strip()) == (0, "All plugins would fit.")


def test_a_plugin_leaves_and_comes_back_by_commands_alone(run, session, tmp_path) -> None:
    path = str(tmp_path / "finance.zip")
    run("disable", "finance")
    assert "Export its data first" in run("purge", "finance", "--yes").output
    assert run("export", "finance", "--to", path).exit_code == 0
    assert "there already" in run("export", "finance", "--to", path).output
    asked = run("purge", "finance", input="n\n")
    assert asked.exit_code == 1
    assert "Tables that are dropped" in asked.output
    assert "Removed: finance" in run("purge", "finance", "--yes").output
    assert "is off" in run("restore", path).output
