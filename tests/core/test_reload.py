"""A running process follows the set of plugins: nothing restarts, nothing fails."""

from __future__ import annotations

import gc
import threading
import time
import weakref

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from core import migrate
from core.app import create_app
from core.clock import now
from core.config import Settings
from core.db import db
from core.plugin import services
from core.quarantine import stream_of
from core.reload import Follower
from core.testing import make_user, open_session
from tests.core.planted import PAGE, choose

BROKEN = {
    "import": ("raise RuntimeError('no such thing')", "no such thing"),
    "exit": ("raise SystemExit('bye')", "SystemExit: bye"),
    "recursion": ("def f(): f()\nf()", "RecursionError"),
    "hook": (
        "from core.hooks import hookimpl\n@hookimpl\ndef no_such_hook(): pass",
        "unknown hook 'no_such_hook'",
    ),
    "argument": (
        "from core.hooks import hookimpl\n@hookimpl\ndef dashboard_cards(nonsense): pass",
        "nonsense",
    ),
    "clash": (PAGE + "\nblueprints = (page, Blueprint('page', 'other'))", "page"),
    "parts": ("jobs = ('nightly',)", "jobs holds 'nightly'"),
    "mapping": (
        "import sqlalchemy as sa\nfrom sqlalchemy.orm import Mapped, relationship\n"
        "from core.db import Model\n"
        "class Stamp(Model):\n    __tablename__ = '{name}_stamp'\n"
        "    other: Mapped['Nobody'] = relationship('Nobody')",
        "Nobody",
    ),
}
CLAIM = """
from core.extending import SearchSource
from core.hooks import hookimpl

@hookimpl
def search_sources():
    return [SearchSource("same", "Same", "core.user.index", lambda session, words, limit: [])]
"""
MENU = """
[[menu]]
title = { en = "Nowhere" }
endpoint = "nowhere.at.all"
permission = "core.user.index"
"""


def states(follower) -> dict[str, tuple[str, str]]:
    statuses = follower.current.app.extensions["bumen.loaded"].statuses
    return {status.name: (status.state, str(status.reason)) for status in statuses}


@pytest.fixture
def told(session):
    """Return whether all processes that are alive have switched, and how many have."""

    def ask():
        count = services.workers(session, now=now())
        switched = services.everyone_switched(session, now=now())
        session.rollback()
        return switched, count.current, count.total

    return ask


def test_a_plugin_that_is_switched_on_is_served_without_a_restart(
    session, planter, follow, serve
) -> None:
    follower = follow()
    browser = serve(follower)
    name = planter.plant()
    assert browser.get(f"/{name}/page/").status_code == 404
    choose(session, name)
    follower.step()
    assert browser.get(f"/{name}/page/").text == f"The page of {name}"


def test_a_plugin_that_is_switched_off_is_gone_at_once_from_the_former_app(
    session, planter, follow, serve
) -> None:
    gone, kept = planter.plant(), planter.plant()
    choose(session, gone, kept)
    follower = follow()
    browser = serve(follower)
    assert browser.get(f"/{gone}/page/").status_code == 200
    former = follower.current
    choose(session, kept)
    assert browser.get(f"/{gone}/page/").status_code == 404
    assert browser.get(f"/{kept}/page/").status_code == 200
    assert follower.current is former


def test_who_asks_for_a_plugin_that_was_just_switched_on_waits_for_it(
    session, planter, follow, serve
) -> None:
    follower = follow()
    browser = serve(follower)
    follower.start()
    for _round in range(3):
        name = planter.plant()
        choose(session, name)
        assert browser.get(f"/{name}/page/").status_code == 200


def test_who_writes_for_long_keeps_nobody_from_the_next_app(
    session, planter, follow, serve
) -> None:
    follower = follow()
    choose(session, name := planter.plant())
    make_user(session)  # on SQLite nobody else can write until this transaction ends
    follower.start()
    assert serve(follower).get(f"/{name}/page/").status_code == 200
    session.rollback()


def test_the_page_about_plugins_is_never_of_the_former_set(session, planter, follow, serve) -> None:
    follower = follow()
    follower.start()
    browser = serve(follower)
    number = choose(session, planter.plant())
    assert browser.get("/core/plugin/").status_code == 303  # nobody is signed in
    assert follower.current.epoch == number


def test_other_pages_do_not_wait(session, planter, follow, serve) -> None:
    follower = follow()  # its thread does not run: the next app never comes
    choose(session, planter.plant())
    begun = time.monotonic()
    assert serve(follower).get("/login").status_code == 200
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_plugin_is_left_out_with_its_reason_and_the_rest_runs(
    session, planter, settings, follow, serve, kind
) -> None:
    code, reason = BROKEN[kind]
    sound = planter.plant("sound", models=True)
    migrate.upgrade(db.engine, [stream_of(services.everything(settings)[sound])])
    broken = planter.plant("broken", code=code)
    follower = follow()
    choose(session, sound, broken)
    follower.step()
    state, why = states(follower)[broken]
    assert (state, reason in why) == ("broken", True), why
    assert states(follower)[sound] == ("enabled", "")
    assert serve(follower).get(f"/{sound}/page/").status_code == 200
    assert serve(follower).get(f"/{broken}/page/").status_code == 404
    # The process that builds its first app does the same.
    assert states(follow())[broken][0] == "broken"


def test_a_menu_that_leads_nowhere_would_break_every_page(session, planter, follow) -> None:
    broken = planter.plant(more=MENU)
    choose(session, broken)
    assert "nowhere.at.all" in states(follow())[broken][1]


def test_what_requires_a_broken_plugin_is_off_too(session, planter, follow) -> None:
    broken = planter.plant(code="raise RuntimeError")
    needy = planter.plant(more=f'[requires]\n{broken} = "*"')
    choose(session, broken, needy)
    assert states(follow())[needy] == ("incompatible", f"It requires {broken}, which is off.")


def test_of_two_plugins_that_claim_one_thing_the_second_is_left_out(
    session, planter, follow
) -> None:
    first, second = (planter.plant(stem, code=PAGE + CLAIM) for stem in ("alpha", "beta"))
    choose(session, second, first)
    told = states(follow())
    assert told[first] == ("enabled", "")
    assert told[second][0] == "broken"
    assert f"{first} and {second}" in told[second][1]


def test_a_plugin_that_breaks_every_page_does_not_get_in(session, planter, follow, serve) -> None:
    sound = planter.plant()
    choose(session, sound)
    follower = follow()
    rude = planter.plant(
        code=PAGE + "\n@page.before_app_request\ndef fail():\n    raise RuntimeError('rude')"
    )
    choose(session, sound, rude)
    follower.step()
    assert states(follower)[rude] == ("broken", "/login: 500 INTERNAL SERVER ERROR")
    assert serve(follower).get(f"/{sound}/page/").status_code == 200


def test_a_plugin_waits_for_its_tables_and_harms_no_other(
    session, planter, follow, serve, settings
) -> None:
    sound, waiting = planter.plant(), planter.plant(models=True)
    choose(session, sound, waiting)
    follower = follow()
    assert "bumen db upgrade" in states(follower)[waiting][1]
    assert serve(follower).get(f"/{sound}/page/").status_code == 200
    migrate.upgrade(db.engine, [stream_of(services.everything(settings)[waiting])])
    follower.step()
    assert states(follower)[waiting] == ("enabled", "")


def test_broken_migrations_keep_a_plugin_out(session, planter, follow) -> None:
    broken = planter.plant(models=True)
    planter.write(broken, "migrations/two.py", "revision = ")
    choose(session, broken)
    state, reason = states(follow())[broken]
    assert (state, reason.partition(" ")[0]) == ("broken", "SyntaxError:")


def test_several_newest_migrations_keep_a_plugin_out(session, planter, follow) -> None:
    forked = planter.plant(models=True)
    planter.write(forked, "migrations/other.py", 'revision = "other"\ndown_revision = None')
    choose(session, forked)
    state, reason = states(follow())[forked]
    assert (state, "several newest revisions" in reason) == ("broken", True)


def test_a_plugin_that_was_repaired_runs_without_a_restart(
    session, planter, settings, follow
) -> None:
    name = planter.plant(models=True, code=f"{PAGE}\nraise RuntimeError('not yet')")
    migrate.upgrade(db.engine, [stream_of(services.everything(settings)[name])])
    choose(session, name)
    follower = follow()
    assert states(follower)[name] == ("broken", "RuntimeError: not yet")
    planter.write(name, "plugin.py", f"from {name}.stamp.models import Stamp\n{PAGE}")
    choose(session, name)
    follower.step()
    assert states(follower)[name] == ("enabled", "")


@pytest.mark.parametrize(("permission", "is_told"), [("*", True), ("core.user.index", False)])
def test_administrators_are_told_what_does_not_run(
    session, planter, settings, permission, is_told
) -> None:
    broken = planter.plant(code="raise RuntimeError('torn <b>')")
    choose(session, broken)
    app = create_app(settings)
    user = make_user(session, permission)
    browser = app.test_client()
    open_session(browser, session, user)
    page = browser.get("/core/user/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert (f"The plugin {broken} is on but does not run" in page.text) == is_told
    assert ("torn &lt;b&gt;" in page.text) == is_told


def test_the_former_app_goes_on_when_the_next_one_cannot_answer(
    session, planter, follow, serve
) -> None:
    follower = follow()
    former = follower.current
    choose(session, planter.plant())
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE core_setting RENAME TO core_setting_away")
    follower.step()
    assert follower.current is former
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE core_setting_away RENAME TO core_setting")
    assert serve(follower).get("/login").status_code == 200


def test_a_connection_that_was_cut_is_made_anew(session, planter, follow) -> None:
    follower = follow()
    follower.look()
    follower._watch._driver.close()
    number = choose(session, planter.plant())
    follower.look()  # finds the connection cut, and says what it knew
    assert follower.look().number == number


def test_every_process_tells_when_it_has_switched(session, planter, follow, told) -> None:
    web, worker = follow("web"), follow("worker")
    web.step()
    worker.step()
    assert told() == (True, 2, 2)
    choose(session, planter.plant())
    assert told() == (False, 0, 2)
    web.step()
    assert told() == (False, 1, 2)
    worker.step()
    assert told() == (True, 2, 2)


def test_a_dead_process_is_not_waited_for(session, planter, follow, told) -> None:
    dead, alive = follow(), follow()
    dead.step()
    choose(session, planter.plant())
    alive.step()
    assert told() == (False, 1, 2)
    with Session(db.engine) as own, own.begin():
        row = own.scalars(sa.select(services.WorkerRow).filter_by(process=dead.process)).one()
        row.seen_at -= services.SILENCE
    assert told() == (True, 1, 1)


def test_a_process_that_ends_says_so(follow, told) -> None:
    follower = follow()
    follower.step()
    assert told()[1:] == (1, 1)
    follower.stop()
    assert told()[1:] == (0, 0)


def test_a_request_of_the_former_app_keeps_others_waiting_until_it_is_done(
    session, planter, follow, serve, told
) -> None:
    slow = planter.plant(
        code="import threading\nasked, go = threading.Event(), threading.Event()\n"
        + PAGE.replace("    return", "    asked.set()\n    go.wait(20)\n    return")
    )
    choose(session, slow)
    follower = follow()
    module = follower.current.app.extensions["bumen.loaded"].plugins[0].module
    answers = []
    thread = threading.Thread(
        target=lambda: answers.append(serve(follower).get(f"/{slow}/page/").text)
    )
    thread.start()
    assert module.asked.wait(20)
    choose(session)
    follower.step()
    assert told() == (False, 1, 1)
    module.go.set()
    thread.join()
    follower.step()
    assert told() == (True, 1, 1)
    assert answers == [f"The page of {slow}"]


def test_rebuilt_apps_leave_nothing_behind(session, planter, follow, serve) -> None:
    name = planter.plant()
    choose(session, name)
    follower = follow()
    browser = serve(follower)
    gone, threads, engine = [], threading.active_count(), db.engine
    for _round in range(5):
        gone.append(weakref.ref(follower.current.app))
        assert browser.get(f"/{name}/page/").status_code == 200
        choose(session, name)
        follower.step()
    follower.step()
    gc.collect()
    assert [ref() for ref in gone] == [None] * 5
    assert threading.active_count() <= threads  # one may have been about to end
    with follower.current.app.app_context():
        assert db.engine is engine


def test_a_change_is_written_down_once_however_many_apps_were_built(
    session, planter, settings
) -> None:
    for _round in range(3):
        create_app(settings)
    choose(session, name := planter.plant())
    entries = "SELECT count(*) FROM core_history WHERE model = 'core_plugin' AND label = :name"
    assert session.scalar(sa.text(entries), {"name": name}) == 1


@pytest.mark.parametrize("facts", [{"plugins": ""}, {"safe_mode": True}])
def test_a_pinned_process_follows_nobody(session, planter, settings, facts, serve) -> None:
    choose(session, name := planter.plant())
    pinned = Settings(**(settings.model_dump() | facts))
    follower = Follower(pinned, kind="web")
    assert states(follower)[name][0] == "disabled"
    choose(session, name)
    follower.step()
    assert follower.current.plugins == frozenset()
    assert serve(follower).get(f"/{name}/page/").status_code == 404
    follower.stop()
