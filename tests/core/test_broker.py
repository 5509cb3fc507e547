"""Jobs end exactly once, whoever carries them: this process, Redis or RabbitMQ."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa

from core import broker, jobs
from core.broker import Sweeper
from core.document.models import Paper
from core.job.models import JobRow, State
from core.jobs import run_pending
from core.party.models import Party
from tests.core.document.test_document import DOCUMENT

NOBODY = "redis://127.0.0.1:1/0"


def test_a_document_whose_worker_is_killed_is_made_exactly_once(
    app, session, sign_in, kill_in_the_middle, monkeypatch
) -> None:
    monkeypatch.setitem(app.extensions["bumen.documents"], DOCUMENT.name, DOCUMENT)
    party = Party(code="P1", name="杭州", is_supplier=True)
    session.add(party)
    session.commit()
    client = sign_in("core.party.index")
    posted = {"name": DOCUMENT.name, "key": party.id}
    address = client.post("/core/document/create", data=posted).location
    job_id = session.scalar(sa.select(Paper.job_id))
    session.rollback()
    kill_in_the_middle(job_id)
    assert client.get(f"{address}/file").data.startswith(b"%PDF-")
    run_pending(app)  # what the clock wanted meanwhile
    assert session.scalars(sa.select(JobRow.attempt).where(JobRow.id == job_id)).one() == 2


@pytest.fixture
def idle(app, monkeypatch):
    @jobs.job("test.idle", title="Idle")
    def idle(context) -> None:
        """Do nothing."""

    monkeypatch.setitem(app.extensions["bumen.jobs"], idle.name, idle)
    return idle


def test_a_broker_that_is_away_keeps_nobody_from_wanting_something(
    app, session, sign_in, idle, monkeypatch
) -> None:
    monkeypatch.setattr(app.extensions["bumen.settings"], "jobs_broker", NOBODY)
    user = sign_in().user
    broker.celery(NOBODY, app.config["SQLALCHEMY_DATABASE_URI"])  # importing Celery takes long
    begun = time.monotonic()
    row = jobs.enqueue(session, idle, by=user)
    session.commit()
    assert time.monotonic() - begun < 5
    assert row.state is State.READY


def test_a_message_carries_the_number_of_the_job_and_nothing_else(
    app, session, sign_in, idle, monkeypatch
) -> None:
    monkeypatch.setattr(app.extensions["bumen.settings"], "jobs_broker", NOBODY)
    sent = []
    monkeypatch.setattr(broker, "send", lambda url, _database, ids: sent.append((url, ids)))
    user = sign_in().user
    rows = [jobs.enqueue(session, idle, by=user) for _ in range(2)]
    assert sent == []
    session.commit()
    assert sent == [(NOBODY, sorted(one.id for one in rows))]


def test_the_sweeper_sends_again_what_is_due_and_not_each_time(
    app, session, sign_in, idle, monkeypatch
) -> None:
    sent = []
    monkeypatch.setattr(broker, "send", lambda _url, _database, ids: sent.extend(ids))
    row = jobs.enqueue(session, idle, by=sign_in().user)
    session.commit()
    job_id = row.id
    session.rollback()
    sweeper = Sweeper(lambda: app, NOBODY)
    assert job_id in sweeper.sweep()
    assert job_id not in sweeper.sweep()
    sweeper.sent.clear()  # as after half a minute
    assert job_id in sweeper.sweep()
    run_pending(app)
    sweeper.sent.clear()
    assert job_id not in sweeper.sweep()
    assert sent.count(job_id) == 2
