"""What a restore leaves when something stands in its way, and what a copy says to others."""

from __future__ import annotations

import errno
import os
import shutil
from contextvars import Context

import pytest
import sqlalchemy as sa

from core import chain, clock
from core.app import create_app
from core.channel import services as channels
from core.channel.models import Channel, Kind, Message, State
from core.cli import main
from core.errors import BusinessError
from core.history.models import Entry
from core.webhook import services as webhooks
from core.webhook.models import Webhook
from tests.core.backup.test_backup import EITHER


def full(number: int):
    """Copy nothing: the disk says why."""

    def copy(*_streams: object) -> None:
        raise OSError(number, os.strerror(number))

    return copy


@pytest.mark.parametrize(
    "trouble",
    [
        (errno.ENOSPC, "no room is left there"),
        (errno.EACCES, "has no right to it"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_a_disk_that_takes_nothing_is_told_and_nothing_is_left(
    running, paper, empty, tmp_path, monkeypatch, trouble
) -> None:
    number, reason = trouble
    running.back_up(tmp_path / "a.zip")
    monkeypatch.setattr(shutil, "copyfileobj", full(number))
    with pytest.raises(BusinessError, match=reason) as told:
        empty.restore(tmp_path / "a.zip")
    assert str(empty.settings.data_dir / "files" / "restoring" / paper.name) in str(told.value)
    assert (empty.tables(), empty.stored()) == ([], [])
    monkeypatch.undo()
    empty.restore(tmp_path / "a.zip")
    assert empty.stored() == [paper.name]


def test_a_file_that_cannot_be_moved_takes_the_others_back(running, paper, empty, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    (empty.settings.data_dir / "secret.key" / "in the way").mkdir(parents=True)
    with pytest.raises(BusinessError, match=r"secret\.key"):
        empty.restore(tmp_path / "a.zip")
    assert (empty.tables(), empty.stored()) == ([], [])


def test_a_backup_that_is_gone_is_not_called_damaged(empty, tmp_path) -> None:
    with pytest.raises(BusinessError, match=r"a\.zip: there is no such file"):
        empty.restore(tmp_path / "a.zip")


class CutOffError(Exception):
    """The power is gone."""


def cut_off(_connection: object) -> None:
    raise CutOffError


@EITHER
def test_a_restore_that_is_cut_off_before_its_rows_are_safe_begins_anew(
    running, paper, empty, tmp_path
) -> None:
    running.back_up(tmp_path / "a.zip")
    sa.event.listen(empty.engine, "commit", cut_off)
    with pytest.raises(CutOffError):
        empty.restore(tmp_path / "a.zip")
    assert (empty.tables(), empty.stored()) == ([], [paper.name])
    sa.event.remove(empty.engine, "commit", cut_off)
    empty.restore(tmp_path / "a.zip")
    assert "core_user" in empty.tables()
    assert empty.stored() == [paper.name]
    assert sorted(one.name for one in empty.settings.data_dir.iterdir()) == ["files", "secret.key"]


def test_the_folder_of_another_deployment_is_not_taken_for_one_that_was_cut_off(
    running, paper, empty, tmp_path
) -> None:
    running.back_up(tmp_path / "a.zip")
    shutil.copytree(running.settings.data_dir, empty.settings.data_dir)
    with pytest.raises(BusinessError, match="holds stored files already"):
        empty.restore(tmp_path / "a.zip")


@pytest.fixture
def waiting(session, ada) -> None:
    """A message that goes out soon, one that went out, and a webhook that is behind."""
    now = clock.now()
    channel = Channel(user_id=ada.id, kind=Kind.WECOM, name="Robot", secret="x", language="en")
    session.add(channel)
    session.flush()
    facts = {"notice": "n", "record_id": 1, "label": "S-1", "actor_name": "Ada", "at": now}
    for state in (State.WAITING, State.SENT):
        session.add(Message(channel_id=channel.id, due_at=now, state=state, **facts))
    address = {"name": "Shop", "url": "https://shop.example/hook", "kinds": [], "secret": "s"}
    session.add(Webhook(block=0, **address))
    session.commit()


@EITHER
@pytest.mark.usefixtures("waiting")
def test_a_copy_sends_nothing_that_waited(running, empty, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    restored = empty.restore(tmp_path / "a.zip")
    assert (restored.held.messages, list(restored.held.webhooks)) == (1, ["Shop"])
    with empty.session() as session:
        assert channels.gather(session, empty.settings, now=clock.now()) == []
        assert webhooks.gather(session, now=clock.now()) == []
        told = session.scalars(sa.select(Message).order_by(Message.id)).all()
        assert [one.state for one in told] == [State.FAILED, State.SENT]
        assert "held back" in told[0].error
        last = session.scalars(sa.select(Entry).order_by(Entry.id.desc())).first()
        assert (last.label, last.changes["is_active"]) == ("Shop", [True, False])
        assert chain.verify(session).faults == []


@pytest.mark.usefixtures("waiting")
def test_what_waited_is_sent_if_that_is_wanted(running, empty, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    restored = empty.restore(tmp_path / "a.zip", keep_outbox=True)
    assert (restored.held.messages, list(restored.held.webhooks)) == (0, [])
    with empty.session() as session:
        states = session.scalars(sa.select(Message.state).order_by(Message.id)).all()
        assert states == [State.WAITING, State.SENT]
        assert len(webhooks.gather(session, now=clock.now())) == 1


@pytest.mark.parametrize(
    ("here", "there", "has_key"),
    [
        (None, None, True),  # the key comes along
        ("its own", None, False),
        (None, "set", False),  # a backup does not hold what stands in the environment
        ("set", "set", True),
    ],
)
def test_a_key_that_is_not_that_of_the_backup_is_told(
    running, empty, tmp_path, here, there, has_key
) -> None:
    running.with_key(there).back_up(tmp_path / "a.zip")
    assert empty.with_key(here).restore(tmp_path / "a.zip").has_key is has_key


@pytest.mark.usefixtures("waiting")
def test_the_command_tells_what_it_holds_back(running, empty, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    runner = create_app(empty.settings).test_cli_runner()
    command = ["backup", "restore", str(tmp_path / "a.zip")]
    restored = Context().run(runner.invoke, main, command)  # not on the database of this test
    assert restored.exit_code == 0, restored.output
    assert "1 messages that waited in the outbox are held back" in restored.output
    assert "paused until somebody lets them go on: Shop" in restored.output
