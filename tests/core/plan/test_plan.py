"""What a plan promises is what then happens."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock, loader, migrate, schema
from core.app import create_app
from core.archive import services as archive
from core.archive.services import Actor
from core.db import db
from core.migrate import Stream
from core.plan import queries, rules
from core.plan import services as plans
from core.plan.rules import Plan
from core.plugin import services as plugins
from core.role import services as roles
from core.testing import make_user
from core.user import services as users


class World:
    """What people see of a deployment, asked of the deployment itself."""

    def __init__(self, session, settings) -> None:
        session.rollback()
        app: Flask = create_app(settings)
        loaded = app.extensions["bumen.loaded"]
        self.plugins = {plugin.name for plugin in loaded.plugins}
        manifests = app.extensions["bumen.manifests"]
        self.pages = {item.endpoint for one in manifests for item in one.menu}
        self.permissions = {name for one in manifests for name in one.permissions}
        self.grants = {tuple(row) for row in session.execute(queries.holders())}
        self.answers = {
            (name.partition(".")[0], caller.name)
            for name, plugin in loaded.hooks.list_name_plugin()
            for caller in loaded.hooks.get_hookcallers(plugin) or ()
        }
        connection = session.connection()
        everything = loader.installed()
        stream = Stream("finance", (everything["finance"].folder or Path()) / "migrations")
        self.revision = migrate.current(connection, stream)
        self.tables = set(schema.tables_of(connection, "finance", everything))
        self.rows = schema.counts(connection, schema.data_tables(connection, "finance", everything))
        session.rollback()


@pytest.fixture
def settings(app):
    return app.extensions["bumen.settings"]


@pytest.fixture
def ada(session):
    email = make_user(session, "*", name="Ada").email
    session.commit()
    return lambda: users.command_user(session, email)


@pytest.fixture
def few(session) -> None:
    session.execute(
        sa.text(
            "INSERT INTO finance_terms (valid_from, valid_to, mode, rate, basis, commission_on, "
            "after_sale_days, event, period_kind) VALUES ('2026-01-01', '9999-12-31', "
            "'commission', 120000, 'price', 'price', 7, 'signed', 'month')"
        )
    )
    session.commit()


def switch_on(session, settings, by) -> None:
    plugins.enable(session, "finance", settings=settings, by=by)
    session.commit()
    found = loader.installed()
    folder = found["finance"].folder or Path()
    migrate.upgrade(db.engine, [Stream("finance", folder / "migrations")])
    manifests = [one.manifest for one in found.values() if one.manifest]
    roles.sync_roles(session, [loader.core_manifest(), *manifests])
    session.commit()


def switch_off(session, settings, by) -> None:
    plugins.disable(session, "finance", settings=settings, by=by)
    session.commit()


def purge(session, settings, by, folder: Path) -> None:
    archive.export_plugin(
        session, "finance", folder / "f.zip", settings=settings, by=by, now=clock.now()
    )
    session.commit()
    assert archive.hindrance(session, "finance", settings=settings, now=clock.now()) == ""
    actor = Actor(by.id, by.name)
    session.commit()
    session.close()
    found = loader.installed()
    archive.purge(db.engine, found["finance"], found, by=actor)


def compare(plan: Plan, more: World, less: World) -> None:
    """Compare a plan with what one world has and the other has not."""
    assert set(plan.plugins) == more.plugins - less.plugins
    assert {page.endpoint for page in plan.pages} == more.pages - less.pages
    granted = {grant.permission for grant in plan.permissions}
    assert granted == more.permissions - less.permissions
    answers = {(answer.plugin, answer.hook) for answer in plan.answers}
    assert answers == more.answers - less.answers


def held(plan: Plan) -> set[tuple[str, str]]:
    return {(grant.permission, role) for grant in plan.permissions for role in grant.roles}


def its(world: World) -> set[tuple[str, str]]:
    return {grant for grant in world.grants if grant[0].startswith("finance.")}


def test_disabling_does_what_the_plan_says(session, settings, ada, few) -> None:
    plan = plans.plan(session, "disable", "finance", settings=settings)
    before = World(session, settings)
    switch_off(session, settings, ada())
    after = World(session, settings)
    compare(plan, before, after)
    assert ("orders", "finance_payable_source") in {(a.plugin, a.hook) for a in plan.answers}
    assert plan.migrations == ()
    assert plan.tables == ()
    assert dict(plan.rows) == after.rows == before.rows
    assert plan.row_count == 1
    assert held(plan) == its(before) == its(after)  # roles keep what has no effect
    assert before.revision == after.revision


def test_purging_does_what_the_plan_says(session, settings, ada, few, tmp_path) -> None:
    switch_off(session, settings, ada())
    plan = plans.plan(session, "purge", "finance", settings=settings)
    before = World(session, settings)
    purge(session, settings, ada(), tmp_path)
    after = World(session, settings)
    assert set(plan.tables) == before.tables
    assert after.tables == set()
    assert dict(plan.rows) == before.rows
    assert plan.migrations == ("finance_0001",)
    assert after.revision is None
    assert held(plan) == its(before)
    assert its(after) == set()
    assert plan.pages == ()
    assert before.pages == after.pages


def test_enabling_anew_does_what_the_plan_says(session, settings, ada, few, tmp_path) -> None:
    switch_off(session, settings, ada())
    purge(session, settings, ada(), tmp_path)
    plan = plans.plan(session, "enable", "finance", settings=settings)
    before = World(session, settings)
    switch_on(session, settings, ada())
    after = World(session, settings)
    compare(plan, after, before)
    assert plan.migrations == ("finance_0001",)
    assert (before.revision, after.revision) == (None, plan.migrations[-1])
    assert plan.rows == ()
    assert held(plan) == its(after) != set()


def test_enabling_again_does_what_the_plan_says(session, settings, ada, few) -> None:
    switch_off(session, settings, ada())
    plan = plans.plan(session, "enable", "finance", settings=settings)
    before = World(session, settings)
    switch_on(session, settings, ada())
    after = World(session, settings)
    compare(plan, after, before)
    assert plan.migrations == ()
    assert dict(plan.rows) == before.rows == after.rows
    assert held(plan) == its(after)


TEXT = """
import os
os.abort()

@hookimpl
def extend_form(target):
    return part if target == "core.party" else None

@hookimpl(tryfirst=True)
def extend_listing(target):
    return {"core.party": [], "orders.order": []}.get(target, [])

@hooks.hookimpl
def dashboard_cards(session):
    return "core.user"

def extend_page(target):
    return []
"""


def test_the_hooks_that_a_plugin_answers_are_read_and_not_run() -> None:
    found = {one.hook: one.targets for one in rules.answers_in(TEXT, "loyalty")}
    assert found == {
        "extend_form": ("core.party",),
        "extend_listing": ("core.party", "orders.order"),
        "dashboard_cards": (),
    }
    assert rules.answers_in("def broken(", "loyalty") == []


def test_a_plan_of_a_plugin_imports_nothing_of_it(session, settings, tmp_path, monkeypatch) -> None:
    folder = tmp_path / "planted_plan"
    folder.mkdir()
    text = '{ en = "Planted" }'
    (folder / "plugin.toml").write_text(
        f'name = "planted_plan"\ntitle = {text}\nsummary = {text}\napi = 1\n'
        f'[settings]\n"planted_plan.size" = {{ title = {text}, kind = "integer", default = 1 }}\n'
        f'[jobs]\n"planted_plan.tidy" = {{ title = {text}, cron = "0 3 * * *" }}\n'
    )
    mark = tmp_path / "imported"
    for name in ("__init__", "plugin"):
        (folder / f"{name}.py").write_text(f"open({str(mark)!r}, 'w')\n{TEXT}")
    own = settings.model_copy(update={"plugin_path": str(tmp_path)})
    plan = plans.plan(session, "enable", "planted_plan", settings=own)
    assert plan.settings == ("planted_plan.size",)
    assert plan.jobs == ("planted_plan.tidy",)
    assert {one.hook for one in plan.answers} >= {"extend_form"}
    assert not mark.exists()
    words = {section.title: section.lines for section in rules.in_words(plan)}
    assert words["What it adds to pages of others"][0] == (
        "Fields on the forms of others: core.party"
    )
