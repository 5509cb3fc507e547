"""Switching a plugin on or off happens whole or not at all."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from core import trial
from core.app import create_app
from core.db import db
from core.errors import BusinessError
from core.hooks import hookimpl
from core.plugin import queries, services
from core.plugin.models import Epoch
from core.role import queries as roles
from core.testing import make_user, open_session
from core.user import services as users
from tests.core.planted import BUNDLED, PAGE, choose

GRANT = """
[roles]
stamper = { en = "Stamper" }

[permissions]
"{name}.stamp.index" = { title = { en = "See stamps" }, roles = ["stamper"] }
"""


@pytest.fixture
def ada(session):
    user = make_user(session, name="Ada")
    session.commit()
    return user


@pytest.fixture
def switch(session, settings, ada):
    """Switch a plugin as a page does: the service, then the commit; return what changed."""

    def change(service, name):
        try:
            changed = service(session, name, settings=settings, by=ada)
            session.commit()
        finally:
            session.rollback()
        return changed

    return change


@pytest.fixture
def state(session):
    """Tell what is on, the epoch and the tables."""

    def ask():
        session.rollback()
        on = list(session.scalars(queries.enabled_names()))
        number = session.scalar(sa.select(Epoch.number))
        tables = sorted(sa.inspect(session.connection()).get_table_names())
        session.rollback()
        return on, number, tables

    return ask


def test_enabling_makes_the_tables_and_grants_the_permissions(
    session, planter, switch, state
) -> None:
    name = planter.plant(models=True)
    facts = (planter.folder / name / "plugin.toml").read_text()
    planter.write(name, "plugin.toml", facts + GRANT)
    assert switch(services.enable, name).names == [name]
    on, number, tables = state()
    assert (on, number) == (sorted([*BUNDLED, name]), 1)
    assert f"{name}_stamp" in tables
    (stamper,) = session.scalars(roles.named(["stamper"]))
    assert stamper.permissions == {f"{name}.stamp.index"}


def test_enabling_brings_what_is_required_and_keeps_what_was_on(
    session, planter, switch, state
) -> None:
    first = planter.plant("first")
    second = planter.plant("second", more=f'[requires]\n{first} = "*"')
    assert switch(services.enable, second).names == [first, second]
    assert state()[0] == sorted([*BUNDLED, first, second])


def test_each_change_is_a_new_epoch(session, planter, switch, state) -> None:
    name = planter.plant()
    switch(services.enable, name)
    assert switch(services.disable, name).names == [name]
    assert state()[:2] == (BUNDLED, 2)


def test_what_is_disabled_keeps_its_tables(planter, switch, state) -> None:
    name = planter.plant(models=True)
    switch(services.enable, name)
    switch(services.disable, name)
    assert f"{name}_stamp" in state()[2]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"code": "raise RuntimeError('torn')"}, "RuntimeError: torn"),
        ({"code": "raise SystemExit(3)"}, "SystemExit: 3"),
        ({"code": "import os\nos._exit(7)"}, r"ended the process \(7\)"),
        ({"code": "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)"}, r"\(-11\)"),
        ({"code": f"print('hello')\n{PAGE}\nblueprints = ('page',)"}, "blueprints holds"),
        (
            {"code": f"{PAGE}\n@page.before_app_request\ndef fail():\n    raise RuntimeError"},
            "500 INTERNAL SERVER ERROR",
        ),
        ({"models": True, "fault": "raise RuntimeError('torn half-way')"}, "torn half-way"),
        ({"models": True, "fault": "op.execute('INSERT INTO absent VALUES (1)')"}, "absent"),
    ],
)
def test_what_fails_changes_neither_the_set_nor_the_schema(
    planter, switch, state, facts, reason
) -> None:
    before = state()
    name = planter.plant(**facts)
    with pytest.raises(BusinessError, match=reason):
        switch(services.enable, name)
    assert state() == before


def test_an_import_without_an_end_is_ended(planter, settings) -> None:
    name = planter.plant(code="while True: pass")
    with pytest.raises(BusinessError, match="not ready after 6 seconds"):
        trial.run(settings, [name], [name], language="en", seconds=6)


def test_a_plugin_may_print_what_it_likes(planter, switch) -> None:
    name = planter.plant(code=f"print('{{}}')\n{PAGE}")
    assert switch(services.enable, name).names == [name]


def test_what_is_broken_already_hinders_no_other(session, planter, switch, state) -> None:
    broken, name = planter.plant(code="raise RuntimeError"), planter.plant()
    choose(session, broken)
    switch(services.enable, name)
    assert state()[0] == sorted([broken, name])


def test_of_four_who_enable_at_once_one_does_and_the_others_are_told(
    session, planter, settings, state, ada
) -> None:
    name = planter.plant(models=True)
    app = create_app(settings)
    outcomes, together = [], threading.Barrier(4)

    def enable():
        with app.app_context():
            own = db.session()
            by = users.system_user(own)
            own.rollback()
            together.wait()
            try:
                outcomes.append(services.enable(own, name, settings=settings, by=by))
                own.commit()
            except Exception as error:
                outcomes.append(error)

    session.rollback()
    threads = [threading.Thread(target=enable) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [one for one in outcomes if one != services.Change([name])]
    assert [str(one) for one in refused] == [f"The plugin {name} is on already."] * 3
    assert all(isinstance(one, BusinessError) for one in refused)
    assert state()[1] == 1
    assert f"{name}_stamp" in state()[2]


def test_an_administrator_switches_it_from_the_page(session, planter, settings, state) -> None:
    name = planter.plant(models=True)
    broken = planter.plant(code="raise RuntimeError('torn')")
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()
    user = make_user(session, "*")
    open_session(browser, session, user)
    session.rollback()
    late = planter.plant("late")  # it came after the app was built
    assert f"/core/plugin/{late}/plan/enable" in browser.get("/core/plugin/").text
    assert browser.post(f"/core/plugin/{name}/enable").status_code == 303
    assert name in state()[0]
    assert f"{name}_stamp" in state()[2]
    english = {"Accept-Language": "en"}
    browser.post(f"/core/plugin/{broken}/enable", headers=english)
    page = browser.get("/core/plugin/", headers=english)
    assert f"The plugin {broken} cannot be enabled. RuntimeError: torn" in page.text
    browser.post(f"/core/plugin/{name}/disable")
    assert state()[0] == BUNDLED
    actors = "SELECT DISTINCT actor_name FROM core_history WHERE model = 'core_plugin'"
    assert list(session.scalars(sa.text(actors))) == [user.name]


class Guard:
    """A plugin that forbids everybody to see stamps."""

    @hookimpl
    def check_grant(self, session, users, permissions):
        if any(one.endswith(".stamp.index") for one in permissions):
            raise BusinessError("Bea may see no stamps.")


def test_whoever_enables_it_is_told_what_a_role_does_not_get(
    session, planter, settings, state
) -> None:
    name = planter.plant(models=True)
    role = make_user(session, name="Bea").roles[0].name
    facts = (planter.folder / name / "plugin.toml").read_text()
    planter.write(name, "plugin.toml", facts + GRANT.replace("stamper", role))
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.extensions["bumen.hooks"].register(Guard(), "guard")
    browser = app.test_client()
    open_session(browser, session, make_user(session, "*"))
    session.rollback()
    english = {"Accept-Language": "en"}
    browser.post(f"/core/plugin/{name}/enable", headers=english)
    page = browser.get("/core/plugin/", headers=english).text
    assert f"Changed: {name}." in page
    assert "Bea does not get by default: See stamps. Bea may see no stamps." in page
    assert name in state()[0]
    (kept,) = session.scalars(roles.named([role]))
    assert kept.permissions == frozenset()
