"""What several tests of the core plant, serve and extend."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from werkzeug.test import Client
from wtforms import SelectField, StringField
from wtforms.validators import Length, ValidationError

from core import broker
from core.company import today
from core.db import db, dispose
from core.errors import BusinessError
from core.extending import ExtraColumn, FormPart
from core.filters import ChoiceFilter
from core.forms import SelectChoice, SubForm
from core.hooks import hookimpl, manager
from core.job.models import JobRow, State
from core.party.models import Contact, ContactKind, Party
from core.party.services import create_party
from core.reload import Follower, Live
from core.testing import make_user
from core.user import services as users
from tests.core.import_run.conftest import PROFILE
from tests.core.planted import Planter, settings_on

LABEL = "tier"
TIERS = {"gold": ("Gold tier", "yellow"), "silver": ("Silver tier", "secondary")}


class TierForm(SubForm):
    tier = SelectField("Tier", choices=[SelectChoice(one, one) for one in ("", *TIERS, "lead")])
    card = StringField("Card", [Length(max=5)])

    def validate_card(self, field: StringField) -> None:
        if field.data == "00000":
            raise ValidationError("No card has this number.")


def tier_of(party_id: sa.ColumnElement[int]):
    kept = sa.select(Contact.value).where(Contact.party_id == party_id, Contact.label == LABEL)
    return kept.scalar_subquery()


class Sample:
    """A plugin without a table of its own keeps a tier as a contact of the party.

    It answers ``extend_form`` and ``extend_listing`` for ``core.party``.
    """

    permission = "core.party.index"

    @hookimpl
    def extend_form(self, target: str) -> FormPart | None:
        if target != "core.party":
            return None
        return FormPart("sample", "Loyalty", TierForm, self.permission, self.load, self.save)

    def load(self, session, party):
        tier = session.scalar(sa.select(tier_of(sa.literal(party.id))))
        return {"tier": tier, "card": "77"}

    def save(self, session, party, values, by) -> None:
        if values["tier"] == "lead":
            raise BusinessError("Nobody is made of lead.", field="tier")
        session.execute(
            sa.delete(Contact).where(Contact.party_id == party.id, Contact.label == LABEL),
            execution_options={"audited": True},
        )
        if values["tier"]:
            kind = ContactKind.OTHER
            session.add(Contact(party_id=party.id, kind=kind, value=values["tier"], label=LABEL))
            session.flush()

    @hookimpl
    def extend_listing(self, target: str) -> list[ExtraColumn]:
        if target != "core.party":
            return []
        column = ExtraColumn(
            "sample_tier",
            "Tier",
            self.permission,
            self.tiers,
            kind="badge",
            labels=TIERS,
            expression=tier_of,
            filter=lambda tier: ChoiceFilter("", "Tier", tier, labels=TIERS),
        )
        return [column]

    def tiers(self, session, ids):
        kept = sa.select(Contact.party_id, Contact.value)
        asked = kept.where(Contact.party_id.in_(ids), Contact.label == LABEL)
        return dict(iter(session.execute(asked)))


@pytest.fixture
def make_party(session):
    """Enter parties: ``make_party("S1", "gold")``."""

    def make(code: str, tier: str = "") -> Party:
        contacts = [{"kind": "other", "value": tier, "label": LABEL}] if tier else []
        by = users.system_user(session)
        party = create_party(
            session, code=code, name=f"Party {code}", is_supplier=True, contacts=contacts, by=by
        )
        session.commit()
        return party

    return make


@pytest.fixture
def ada(session):
    return make_user(session, "*", name="Ada")


@pytest.fixture
def filled(app, session, ada) -> None:
    """A small company with records of every plugin."""
    answers = manager().hook.seed_demo.get_hookimpls()
    places = {m.name: m.order for m in app.extensions["bumen.manifests"]}
    for answer in sorted(answers, key=lambda one: places[one.plugin_name]):
        answer.function(session=session, by=ada, today=today(), orders=60)
        session.commit()


class Browser(Client):
    """Reads every answer to its end, as a server does."""

    def open(self, *args, **kwargs):
        return super().open(*args, **{"buffered": True} | kwargs)


@pytest.fixture
def planter(tmp_path, monkeypatch):
    """Where this test puts its plugins."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return Planter(tmp_path)


@pytest.fixture
def settings(app, databases, planter):
    """A deployment on the database of this test, with the plugins that it plants."""
    return settings_on(databases.current, planter)


@pytest.fixture
def follow(session, settings):
    """Make processes that serve: ``follow()`` returns their follower; its thread does not run."""
    begun = []

    def make(kind="web", **kwargs):
        begun.append(Follower(settings, kind=kind, **kwargs))
        return begun[-1]

    yield make
    session.rollback()  # on SQLite the followers could not say that they end
    for follower in begun:
        follower.stop()


@pytest.fixture
def serve(follow):
    """Make browsers of a process that serves: ``serve(follower)``."""
    return lambda follower: Browser(Live(follower))


BROKERS = {
    "embedded": "",
    "redis": "redis://127.0.0.1:6379/0",
    "rabbitmq": "amqp://guest:guest@127.0.0.1:5672//",
}


def is_there(url) -> bool:
    where = urlsplit(url)
    try:
        socket.create_connection((where.hostname, where.port), timeout=2).close()
    except OSError:
        return False
    return True


@pytest.fixture(params=BROKERS)
def carrier(request, app, monkeypatch, databases):
    """The address of a broker, which the app sends its jobs to."""
    url = BROKERS[request.param]
    if url and not is_there(url):
        reason = f"{request.param} does not run on 127.0.0.1"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    monkeypatch.setattr(app.extensions["bumen.settings"], "jobs_broker", url)
    yield url
    if url:
        made = broker.celery(url, databases.current)
        with made.connection_for_write() as connection:
            connection.default_channel.queue_delete(made.conf.task_default_queue)
        made.close()


@pytest.fixture
def start(databases, plugins, carrier, tmp_path):
    """Start a worker in a process of its own; it is killed in the end."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "shop.toml").write_text(PROFILE, encoding="utf-8")
    running = []

    def begin(how):
        command = [sys.executable, "-m", "tests.core.broker_worker", databases.current]
        command += [str(databases.folder), plugins or "", carrier, str(tmp_path / "shop")]
        command += [str(tmp_path / "begun"), how]
        running.append(subprocess.Popen(command, cwd=Path(__file__).parents[2]))
        return running[-1]

    yield begin
    for one in running:
        if one.poll() is None:
            one.kill()
        one.wait()


def wait_for(happened, worker) -> None:
    for _ in range(3600):  # starting a process takes long where others work too
        if happened():
            return
        assert worker.poll() is None, "the worker ended"
        time.sleep(0.05)
    pytest.fail("it never happened")


def told_of(job_id) -> tuple:
    """Read a job without a lock, which on SQLite would keep the worker from writing."""
    wanted = sa.select(JobRow.state, JobRow.attempt, JobRow.error).where(JobRow.id == job_id)
    with db.engine.connect().execution_options(sqlite_begin="DEFERRED") as connection:
        return tuple(connection.execute(wanted).one())


@pytest.fixture
def kill_in_the_middle(session, start, tmp_path):
    """Kill one worker in the middle of a job and let another one do it."""

    def kill(job_id) -> None:
        begun = tmp_path / "begun"
        session.rollback()
        first = start("slow")
        wait_for(begun.exists, first)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        assert told_of(job_id)[0] is State.RUNNING
        second = start("quick")
        wait_for(lambda: told_of(job_id)[0] is State.DONE, second)
        second.terminate()
        assert second.wait(30) == 0
        assert told_of(job_id) == (State.DONE, 2, "")
        assert begun.read_text() == "begun\n" * 2

    return kill


@pytest.fixture
def place(request, tmp_path):
    """The address of an empty database, of the kind that is asked for, else SQLite."""
    name = f"bumen_place_{uuid.uuid4().hex[:8]}"
    if getattr(request, "param", "sqlite") == "sqlite":
        (tmp_path / name).mkdir()
        url = f"sqlite:///{tmp_path / name / 'bumen.db'}"
        yield url
        dispose(url)
        return
    server = request.getfixturevalue("postgresql_server")
    administer = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with administer.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    yield url
    dispose(url)
    with administer.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    administer.dispose()
