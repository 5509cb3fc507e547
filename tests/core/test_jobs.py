"""A job exists exactly when its wish is committed, runs once in effect, and survives a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import jobs
from core.app import create_app
from core.clock import now
from core.db import db
from core.errors import BusinessError
from core.job.models import JobRow, State
from core.jobs import JobContext, job, run_pending
from core.plugin.services import everyone_switched
from core.role.models import PermissionSeen
from core.testing import make_user
from core.worker import Worker, database_of
from tests.core.planted import choose

SLOW_WORKER = """
import sys, time
from datetime import timedelta
from pathlib import Path

from core.app import create_app
from core.jobs import job
from core.testing import settings_for
from core.plugin.services import everyone_switched
from core.role.models import PermissionSeen
from core.worker import Worker

url, folder = sys.argv[1], Path(sys.argv[2])


@job("test.note", title="Note")
def note(context, *, text):
    context.session.add(PermissionSeen(permission=text))
    context.session.flush()
    (folder / "begun").touch()
    time.sleep(60)


app = create_app(settings_for(url, folder, ""))
app.extensions["bumen.jobs"][note.name] = note
Worker(app, lease=timedelta(seconds=1), beat=0.2).run()
"""


@job("test.note", title="Note")
def note(context: JobContext, *, text: str) -> dict[str, str]:
    context.session.add(PermissionSeen(permission=text))
    context.report(1, 2, "half")
    return {"noted": text}


@pytest.fixture
def declare(app, monkeypatch):
    """Make jobs known to the app."""

    def add(*kinds):
        for kind in kinds:
            monkeypatch.setitem(app.extensions["bumen.jobs"], kind.name, kind)

    add(note)
    return add


@pytest.fixture
def ada(session):
    user = make_user(session)
    session.commit()
    return user


def notes(session):
    session.rollback()
    return session.scalars(
        sa.select(PermissionSeen.permission).where(PermissionSeen.permission.like("note %"))
    ).all()


def want(session, kind, by, **args):
    row = jobs.enqueue(session, kind, by=by, **args)
    session.commit()
    return row


def test_a_job_runs_once_and_keeps_its_result(app, session, ada, declare):
    row = want(session, note, ada, text="note 1")
    session.commit()
    assert run_pending(app) == 1
    assert run_pending(app) == 0
    assert notes(session) == ["note 1"]
    assert (row.state, row.result) == (State.DONE, {"noted": "note 1"})


def test_a_wish_that_is_rolled_back_was_never_there(app, session, ada, declare):
    jobs.enqueue(session, note, by=ada, text="note 1")
    session.rollback()
    assert run_pending(app) == 0
    assert notes(session) == []


@pytest.fixture
def woken(monkeypatch):
    calls = []
    monkeypatch.setattr(jobs, "wake_up", calls.append)
    return calls


def test_a_savepoint_that_is_undone_does_not_keep_the_worker_asleep(session, ada, declare, woken):
    row = jobs.enqueue(session, note, by=ada, text="note 1")
    with session.begin_nested() as undone:
        undone.rollback()
    assert woken == []
    session.commit()
    assert woken == [{row.id}]


def test_a_wish_that_is_rolled_back_wakes_nobody(session, ada, declare, woken):
    jobs.enqueue(session, note, by=ada, text="note 1")
    session.rollback()
    session.add(PermissionSeen(permission="note 2"))
    session.commit()
    assert woken == []


def test_an_open_wish_is_not_written_twice(app, session, ada, declare):
    first = want(session, note, ada, unique_key="one", text="note 1")
    second = want(session, note, ada, unique_key="one", text="note 2")
    assert first.id == second.id
    session.commit()
    run_pending(app)
    assert want(session, note, ada, unique_key="one", text="note 3").id != first.id


def test_the_database_itself_refuses_a_second_open_wish(session, ada, declare):
    want(session, note, ada, unique_key="one", text="note 1")
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(
            sa.insert(JobRow).values(
                name="test.note",
                args={},
                language="en",
                created_by_id=ada.id,
                created_at=now(),
                run_at=now(),
                unique_key="one",
            )
        )
    session.rollback()


def test_a_worker_wakes_up_after_the_outer_commit_only(app, session, ada, declare, monkeypatch):
    worker = Worker(app)
    monkeypatch.setitem(jobs._embedded, "test", (worker, threading.Thread()))
    with session.begin_nested():
        jobs.enqueue(session, note, by=ada, text="note 1")
    assert not worker.wanted.is_set()
    session.commit()
    assert worker.wanted.is_set()


def test_a_rolled_back_wish_wakes_nobody_up(app, session, ada, declare, monkeypatch):
    worker = Worker(app)
    monkeypatch.setitem(jobs._embedded, "test", (worker, threading.Thread()))
    jobs.enqueue(session, note, by=ada, text="note 1")
    session.rollback()
    session.add(PermissionSeen(permission="something else"))
    session.commit()
    assert not worker.wanted.is_set()


def test_building_an_app_starts_no_thread(app):
    assert "bumen-worker" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.usefixtures("declare")
def test_a_serving_process_starts_its_worker_on_the_first_occasion(app, session, ada, monkeypatch):
    serving = app.extensions["bumen.settings"].model_copy(update={"embedded_worker": True})
    monkeypatch.setitem(app.extensions, "bumen.settings", serving)
    with app.test_request_context("/", method="POST"):
        want(session, note, ada, text="note 1")
    worker, thread = jobs._embedded.pop(database_of(app))
    try:
        session.rollback()  # on SQLite an open transaction would keep the worker waiting
        wait_for(lambda: (notes(session), session.rollback())[0] == ["note 1"])
    finally:
        worker.stop.set()
        worker.wanted.set()
        thread.join()
    assert notes(session) == ["note 1"], "it ran once"


def failing(error, **options):
    @job("test.fail", title="Fail", **options)
    def fail(context: JobContext) -> None:
        context.session.add(PermissionSeen(permission="note of a failure"))
        context.session.flush()
        raise error

    return fail


def test_a_refused_job_fails_at_once_with_its_reason_and_writes_nothing(app, session, ada, declare):
    fail = failing(BusinessError("There are no terms."))
    declare(fail)
    row = want(session, fail, ada)
    session.commit()
    run_pending(app)
    assert notes(session) == []
    assert (row.state, row.error) == (State.FAILED, "There are no terms.")


def test_a_job_that_stumbles_is_tried_again_later(app, session, ada, declare):
    fail = failing(RuntimeError("the disk is full"))
    declare(fail)
    row = want(session, fail, ada)
    session.commit()
    assert run_pending(app) == 1
    assert notes(session) == []
    assert row.state is State.READY
    assert row.run_at > now() + timedelta(seconds=5)


def test_after_the_last_attempt_it_has_failed_without_telling_the_inside(
    app, session, ada, declare
):
    fail = failing(RuntimeError("the disk is full"), max_attempts=1)
    declare(fail)
    row = want(session, fail, ada)
    session.commit()
    run_pending(app)
    session.refresh(row)
    assert row.state is State.FAILED
    assert "disk" not in row.error


def test_what_follows_from_a_failure_is_written_with_it(app, session, ada, declare):
    def mourn(context, message):
        context.session.add(PermissionSeen(permission=f"note {message}"))

    fail = failing(BusinessError("no terms"), on_failure=mourn)
    declare(fail)
    want(session, fail, ada)
    session.commit()
    run_pending(app)
    assert notes(session) == ["note no terms"]


def test_a_cancelled_job_never_runs(app, session, ada, declare):
    row = want(session, note, ada, text="note 1")
    jobs.cancel(session, row)
    session.commit()
    assert run_pending(app) == 0
    assert row.state is State.CANCELLED


def test_a_job_that_is_over_cannot_be_cancelled(app, session, ada, declare):
    row = want(session, note, ada, text="note 1")
    session.commit()
    run_pending(app)
    with pytest.raises(BusinessError):
        jobs.cancel(session, row)


def test_a_running_job_stops_at_its_next_step(app, session, ada, declare):
    @job("test.cancelled", title="Cancelled")
    def cancelled(context: JobContext) -> None:
        context.session.add(PermissionSeen(permission="note 1"))
        context.session.flush()
        jobs.cancel(context.session, context.session.get(JobRow, context.id))
        context.report(1, 2)

    declare(cancelled)
    row = want(session, cancelled, ada)
    session.commit()
    run_pending(app)
    assert notes(session) == []
    assert row.state is State.CANCELLED


def test_the_job_of_a_plugin_that_is_off_waits(app, session, ada):
    row = want(session, "gone.job", ada)
    session.commit()
    assert run_pending(app) == 0
    assert row.state is State.READY


def test_a_job_acts_for_the_person_who_wanted_it(app, session, ada, declare):
    @job("test.who", title="Who")
    def who(context: JobContext) -> dict[str, object]:
        return {"name": context.by.name, "actor": context.session.info["actor"].id}

    declare(who)
    row = want(session, who, ada)
    session.commit()
    run_pending(app)
    session.refresh(row)
    assert row.result == {"name": "Ada", "actor": ada.id}


def test_a_worker_that_was_taken_for_dead_writes_nothing(app, session, ada, declare):
    @job("test.late", title="Late")
    def late(context: JobContext) -> None:
        with db.engine.begin() as other:
            other.execute(sa.update(JobRow).values(worker="another"))
        context.session.add(PermissionSeen(permission="note 1"))

    declare(late)
    row = want(session, late, ada)
    session.commit()
    run_pending(app)
    assert notes(session) == []
    assert (row.state, row.worker) == (State.RUNNING, "another")


def test_a_job_whose_workers_all_died_is_given_up(app, session, ada, declare):
    row = want(session, note, ada, text="note 1")
    row.state, row.attempt, row.lease_until = State.RUNNING, note.max_attempts, now()
    session.commit()
    assert run_pending(app) == 1
    assert notes(session) == []
    assert row.state is State.FAILED


def test_a_job_in_work_is_left_alone(app, session, ada, declare):
    row = want(session, note, ada, text="note 1")
    row.state, row.lease_until = State.RUNNING, now() + timedelta(seconds=30)
    session.commit()
    assert run_pending(app) == 0


def test_two_workers_never_run_one_job_twice(app, session, ada, declare):
    for number in range(10):
        jobs.enqueue(session, note, by=ada, text=f"note {number}")
    session.commit()
    workers = [threading.Thread(target=run_pending, args=(app,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(notes(session)) == [f"note {number}" for number in range(10)]


@pytest.mark.usefixtures("declare")
def test_the_job_of_a_killed_worker_runs_again(app, session, ada, databases, tmp_path):
    row = want(session, note, ada, text="note 1")
    session.commit()
    worker = subprocess.Popen([sys.executable, "-c", SLOW_WORKER, databases.current, str(tmp_path)])
    try:
        wait_for((tmp_path / "begun").exists, worker)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    wait_for(lambda: run_pending(app) == 1)
    assert notes(session) == ["note 1"]
    assert (row.state, row.attempt) == (State.DONE, 2)


def wait_for(happened, process=None):
    for _ in range(600):
        if happened():
            return
        assert process is None or process.poll() is None, "the worker ended"
        time.sleep(0.1)
    pytest.fail("it never happened")


PLANTED_JOB = """
from core.jobs import job
from core.plugin.services import everyone_switched
from core.role.models import PermissionSeen

@job("{name}.stamp.note", title="Note")
def note(context, *, text):
    context.session.add(PermissionSeen(permission=text))

jobs = (note,)
"""


def test_a_job_of_a_plugin_that_was_switched_off_waits_until_it_is_on_again(
    session, ada, planter, follow
):
    name = planter.plant(code=PLANTED_JOB)
    other = planter.plant(code=PLANTED_JOB)
    choose(session, name, other)
    worker = Worker(create_app(follow().settings))  # it never hears of the next epoch
    want(session, f"{name}.stamp.note", ada, text="note 1")
    want(session, f"{other}.stamp.note", ada, text="note 2")
    choose(session, other)
    assert [worker.run_next(), worker.run_next()] == [True, False]
    assert notes(session) == ["note 2"]
    choose(session, name, other)
    session.rollback()
    assert worker.run_next()
    assert sorted(notes(session)) == ["note 1", "note 2"]


def test_a_worker_runs_the_jobs_of_a_plugin_that_came_after_its_start(
    session, ada, planter, follow
):
    follower = follow("worker", taken=lambda app: setattr(worker, "app", app))
    worker = Worker(follower.current.app)
    name = planter.plant(code=PLANTED_JOB)
    want(session, f"{name}.stamp.note", ada, text="note 1")
    assert not worker.run_next()
    choose(session, name)
    follower.step()
    assert worker.run_next()
    assert notes(session) == ["note 1"]


def test_a_job_that_runs_keeps_the_others_from_thinking_that_all_have_switched(
    session, ada, planter, follow
):
    name = planter.plant(
        code="import threading\nbegun, go = threading.Event(), threading.Event()\n"
        + PLANTED_JOB.replace("    context", "    begun.set()\n    go.wait(20)\n    context")
    )
    choose(session, name)
    follower = follow("worker")
    worker = Worker(follower.current.app)
    module = follower.current.app.extensions["bumen.loaded"].plugins[0].module
    want(session, f"{name}.stamp.note", ada, text="note 1")
    thread = threading.Thread(target=worker.run_next)
    thread.start()
    assert module.begun.wait(20)
    choose(session)
    follower.step()
    assert not everyone_switched(session, now=now())
    session.rollback()
    module.go.set()
    thread.join()
    follower.step()
    assert everyone_switched(session, now=now())
    assert notes(session) == ["note 1"]
