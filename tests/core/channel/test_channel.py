"""What reaches an inbox goes out over channels too: once committed, once, later if told so."""

from __future__ import annotations

import email
import email.policy
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest
import sqlalchemy as sa
from apprise.plugins.email.base import NotifyEmail
from cryptography.fernet import Fernet
from pydantic import SecretStr

from core import outgoing
from core.channel import rules, services
from core.channel.models import Channel, Message, State
from core.clock import now
from core.comment.services import MENTIONED
from core.history.models import Entry
from core.hooks import hookimpl
from core.jobs import run_pending
from core.notification import services as notifications
from core.testing import make_user

ENGLISH = {"Accept-Language": "en"}
TOKEN = "693axxx6-7aoc-4bc4-97a0"
ROBOT = f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}"
FORM = {
    **{"kind": "feishu", "name": "Robot", "address": ROBOT, "secret": ""},
    **{"quiet_from": "", "quiet_to": "", "digest": ""},
}


class Ear(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append((self.path, body))
        answer = self.server.said
        self.send_response(self.server.answer)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args) -> None:
        pass


@pytest.fixture
def other(app, monkeypatch):
    """The hosts of robots on this machine: they keep what they are told, and answer as bid."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    server.heard, server.answer, server.said = [], 200, b'{"code": 0}'
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    here = f"http://127.0.0.1:{server.server_port}"
    for name, (address, most) in rules.ROBOTS.items():
        monkeypatch.setitem(rules.ROBOTS, name, (f"{here}{address[address.index('/', 8) :]}", most))
    monkeypatch.setattr(outgoing, "_resolved", lambda *_asked, **_how: "127.0.0.1")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class Clerk(StreamRequestHandler):
    """A mail server that takes one letter, or refuses its receiver as the office is bid."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        receiver = b""
        while line := self.rfile.readline().strip():
            said = b"250 ok"
            if line.startswith(b"rcpt"):
                receiver, said = line, self.server.answer
            elif line == b"data":
                self.wfile.write(b"354 go on\r\n")
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.taken.append((receiver, letter))
            self.wfile.write(said + b"\r\n")
            if line == b"quit":
                return


@pytest.fixture
def post_office():
    server = ThreadingTCPServer(("127.0.0.1", 0), Clerk)
    server.taken, server.answer = [], b"250 ok"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ada(sign_in):
    return sign_in(name="Ada")


@pytest.fixture
def bo(session):
    user = make_user(session, name="Bo")
    session.commit()
    return user


def add(client, page="/core/channel/", **said):
    return client.post(page, data=FORM | said, headers=ENGLISH)


def tell(session, user, by, label="ACME", record_id=1):
    notifications.notify(
        session, MENTIONED, [user.id], record_id=record_id, label=label, by=by, now=now()
    )


def messages(session) -> list[Message]:
    session.expire_all()
    return list(session.scalars(sa.select(Message).order_by(Message.id)))


def test_what_reaches_the_inbox_is_told_over_the_channel(app, session, ada, bo, other) -> None:
    assert add(ada).status_code == 303
    tell(session, ada.user, bo)
    session.commit()
    run_pending(app)
    ((path, body),) = other.heard
    (told,) = messages(session)
    assert path == f"/open-apis/bot/v2/hook/{TOKEN}"
    assert body["msg_type"] == "text"
    assert body["content"]["text"].endswith("\nBo mentions you at ACME")
    assert (told.state, told.attempts, told.error) == (State.SENT, 1, "")
    run_pending(app)
    assert len(other.heard) == 1
    page = ada.get("/core/channel/", headers=ENGLISH).text
    assert "Bo mentions you at ACME" in page


def test_what_is_rolled_back_is_told_nowhere(app, session, ada, bo, other) -> None:
    add(ada)
    tell(session, ada.user, bo)
    session.rollback()
    run_pending(app)
    assert messages(session) == []
    assert other.heard == []


def test_several_things_are_told_at_once(app, session, ada, bo, other) -> None:
    add(ada)
    for number in range(3):
        tell(session, ada.user, bo, label=f"P{number}", record_id=number)
    session.commit()
    run_pending(app)
    assert len(other.heard) == 1
    text = json.dumps(other.heard[0][1])
    assert all(f"P{number}" in text for number in range(3))


def test_a_digest_waits_for_its_hour(app, session, ada, bo, other, monkeypatch) -> None:
    hour = (now() + timedelta(hours=8 + 3)).hour  # in Shanghai, three hours from now
    add(ada, digest=str(hour))
    tell(session, ada.user, bo)
    session.commit()
    run_pending(app)
    (told,) = messages(session)
    assert other.heard == []
    assert timedelta(hours=2) < told.due_at - now() <= timedelta(hours=3)


def test_what_was_not_taken_is_tried_again_later_and_given_up_in_the_end(
    app, session, ada, bo, other
) -> None:
    add(ada)
    other.answer = 500
    tell(session, ada.user, bo)
    session.commit()
    run_pending(app)
    (told,) = messages(session)
    assert (told.state, told.attempts) == (State.WAITING, 1)
    assert "did not take the message" in told.error
    assert told.due_at > now() + timedelta(minutes=1)
    told.attempts, told.due_at = rules.GIVEN_UP_AFTER - 1, now()
    session.execute(sa.text("UPDATE core_job SET run_at = created_at"))
    session.commit()
    run_pending(app)
    assert messages(session)[0].state is State.FAILED


@pytest.mark.parametrize(
    "robot",
    [
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=", "", "/cgi-bin/webhook/"),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=", "SEC/1", "/robot/send?"),
    ],
)
def test_a_robot_that_refuses_politely_is_told_again_and_then_never_more(
    app, session, ada, bo, other, robot
) -> None:
    kind, address, secret, path = robot
    add(ada, kind=kind, address=address + TOKEN, secret=secret)
    tell(session, ada.user, bo, label="杭州")
    session.commit()
    other.said = b'{"errcode": 310000, "errmsg": "keywords not in content"}'  # with status 200
    run_pending(app)
    (told,) = messages(session)
    assert (told.state, told.attempts) == (State.WAITING, 1)
    assert "310000 keywords not in content" in told.error
    told.due_at, other.said = now(), b'{"errcode": 0, "errmsg": "ok"}'
    session.execute(sa.text("UPDATE core_job SET run_at = created_at"))
    session.commit()
    for _again in range(2):
        run_pending(app)
    assert [one[0].startswith(path) and TOKEN in one[0] for one in other.heard] == [True, True]
    assert ["sign=" in one[0] for one in other.heard] == [bool(secret)] * 2
    told = other.heard[-1][1]
    assert (told["msgtype"], told["text"]["content"].splitlines()[-1]) == (
        "text",
        "Bo mentions you at 杭州",
    )
    assert messages(session)[0].state is State.SENT


def test_a_private_address_is_asked_for_nothing(app, session, ada, bo, other, monkeypatch) -> None:
    add(ada)
    monkeypatch.undo()
    monkeypatch.setattr(
        outgoing.socket, "getaddrinfo", lambda *_a, **_k: [(0, 0, 0, "", ("10.0.0.1", 443))]
    )
    tell(session, ada.user, bo)
    session.commit()
    run_pending(app)
    assert "private network" in messages(session)[0].error
    assert other.heard == []


def test_the_address_is_kept_encrypted_and_told_nowhere(session, ada) -> None:
    add(ada)
    kept = session.execute(sa.text("SELECT secret FROM core_channel")).scalar_one()
    trail = session.scalars(sa.select(Entry.changes).where(Entry.model == "core_channel")).all()
    assert TOKEN not in kept
    assert trail
    assert TOKEN not in json.dumps(trail)
    assert TOKEN not in ada.get("/core/channel/").text


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"address": "https://10.0.0.1/hook"}, "begins with https://open.feishu.cn/"),
        ({"kind": "email", "address": "ada@example.org"}, "BUMEN_MAIL_URL"),
        ({"quiet_from": "22"}, "Give both ends of the quiet hours"),
        ({"name": ""}, "required"),
    ],
)
def test_what_is_no_channel_is_refused(session, ada, said, answer) -> None:
    refused = add(ada, **said)
    assert refused.status_code == 422
    assert answer in refused.text
    assert session.scalar(sa.select(sa.func.count(Channel.id))) == 0


def test_mail_goes_to_the_server_of_the_deployment_again_after_a_refusal_and_once(
    app, session, ada, bo, monkeypatch, post_office
) -> None:
    host, port = post_office.server_address
    server = SecretStr(f"mailto://{host}:{port}?from=erp@example.org")
    monkeypatch.setattr(app.extensions["bumen.settings"], "mail_url", server)
    monkeypatch.setattr(NotifyEmail, "request_rate_per_sec", 0)
    assert add(ada, kind="email", address="no address").status_code == 422
    assert add(ada, kind="email", address="ada@example.org").status_code == 303
    tell(session, ada.user, bo, label="杭州")
    session.commit()
    post_office.answer = b"451 later"
    run_pending(app)
    (told,) = messages(session)
    assert (told.state, post_office.taken) == (State.WAITING, [])
    told.due_at, post_office.answer = now(), b"250 ok"
    session.execute(sa.text("UPDATE core_job SET run_at = created_at"))
    session.commit()
    for _again in range(2):
        run_pending(app)
    ((receiver, letter),) = post_office.taken
    read = email.message_from_bytes(letter, policy=email.policy.default)
    assert receiver == b"rcpt TO:<ada@example.org>"
    assert "Bo mentions you at 杭州" in read.get_body(("plain", "html")).get_content()
    assert "erp@example.org" in read["From"]
    assert messages(session)[0].state is State.SENT


def test_the_company_is_told_of_everything(app, session, ada, bo, sign_in, other) -> None:
    boss = sign_in("core.channel.company", name="Cy")
    assert add(ada, "/core/channel/company").status_code == 403
    assert add(boss, "/core/channel/company").status_code == 303
    tell(session, ada.user, bo)
    session.commit()
    run_pending(app)
    assert len(other.heard) == 1


def test_a_test_says_what_came_of_it(ada, sign_in, session, other) -> None:
    add(ada)
    channel_id = session.scalar(sa.select(Channel.id))
    session.rollback()
    address = f"/core/channel/{channel_id}"
    assert ada.post(f"{address}/test", headers=ENGLISH).status_code == 303
    assert "The other side took the test." in ada.get("/core/channel/", headers=ENGLISH).text
    other.answer = 403
    ada.post(f"{address}/test", headers=ENGLISH)
    assert "The test failed" in ada.get("/core/channel/", headers=ENGLISH).text
    stranger = sign_in("core.channel.company", name="Bo")
    assert stranger.post(f"{address}/test").status_code == 403
    assert stranger.post(f"{address}/delete").status_code == 403
    assert ada.post(f"{address}/delete").status_code == 303
    assert session.scalar(sa.select(sa.func.count(Channel.id))) == 0


def test_without_a_session_there_are_no_channels(client) -> None:
    assert client.get("/core/channel/").status_code == 303
    assert client.post("/core/channel/company").status_code == 401


def test_telling_many_takes_as_many_statements_as_telling_one(session, ada, bo, queries) -> None:
    add(ada)
    users = [make_user(session, name=f"U{number}").id for number in range(11)]
    session.commit()
    facts = {"label": "x", "by": session.merge(bo), "now": now()}
    session.refresh(facts["by"])
    with queries() as one:
        notifications.notify(session, MENTIONED, users[:1], record_id=1, **facts)
    with queries() as many:
        notifications.notify(session, MENTIONED, users[1:], record_id=2, **facts)
    assert many.value <= one.value


class OwnOnly:
    """Lets people see only the messages whose label begins with their own name."""

    @hookimpl
    def restrict_rows(self, model, user):
        return Message.label.startswith(user.name) if model is Message else None


def test_what_its_reader_must_not_see_by_now_does_not_go_out(
    app, session, ada, bo, other, answering
) -> None:
    add(ada)
    for number, label in enumerate(("Ada 1", "Bob 2")):
        tell(session, ada.user, bo, label=label, record_id=number)
    session.commit()
    answering(OwnOnly())
    run_pending(app)
    assert [one.label for one in messages(session)] == ["Ada 1"]
    assert "Bob 2" not in json.dumps(other.heard)
    assert "Ada 1" in json.dumps(other.heard)


def spoil(session, name: str) -> int:
    """Keep the address of a channel with a key that this deployment does not have."""
    channel = session.scalars(sa.select(Channel).where(Channel.name == name)).one()
    channel.secret = Fernet(Fernet.generate_key()).encrypt(b"json://elsewhere").decode()
    session.commit()
    return channel.id


def test_a_channel_that_cannot_be_read_keeps_nothing_from_the_others(
    app, session, ada, bo, other
) -> None:
    add(ada, name="Lost")
    add(ada, name="Robot")
    lost = spoil(session, "Lost")
    tell(session, ada.user, bo)
    session.commit()
    run_pending(app)
    became = {one.channel_id == lost: one.state for one in messages(session)}
    assert became == {True: State.WAITING, False: State.SENT}
    assert len(other.heard) == 1
    page = ada.get("/core/channel/", headers=ENGLISH).text
    assert "another key of this deployment; add the channel anew" in page
    answer = ada.post(f"/core/channel/{lost}/test", headers=ENGLISH)
    assert "add the channel anew" in ada.get(answer.location, headers=ENGLISH).text


@pytest.fixture
def held(app, session, ada, bo, other) -> list[Message]:
    """Three messages that a restore held back."""
    add(ada)
    for number in range(3):
        tell(session, ada.user, bo, record_id=number)
    assert services.hold_back(session, "restored") == 3
    session.commit()
    run_pending(app)
    assert other.heard == []
    return messages(session)


def test_what_was_held_back_is_sent_one_by_one_or_all_at_once(
    app, session, ada, other, held
) -> None:
    page = ada.get("/core/channel/", headers=ENGLISH).text
    assert "Send 3 failed messages again" in page
    url = f"/core/channel/{held[0].channel_id}/again"
    assert ada.post(f"{url}/{held[1].id}").status_code == 303
    run_pending(app)
    assert [one.state for one in messages(session)] == [State.FAILED, State.SENT, State.FAILED]
    answer = ada.post(url, headers=ENGLISH)
    assert "2 messages are sent again" in ada.get(answer.location, headers=ENGLISH).text
    session.execute(sa.text("UPDATE core_job SET run_at = created_at"))
    session.commit()
    run_pending(app)
    assert {one.state for one in messages(session)} == {State.SENT}
    assert len(other.heard) == 2
    assert "failed message" not in ada.get("/core/channel/", headers=ENGLISH).text


def test_nobody_sends_again_what_others_are_told(sign_in, session, held) -> None:
    url = f"/core/channel/{held[0].channel_id}/again"
    assert sign_in("core.channel.company", name="Cy").post(url).status_code == 403
    assert {one.state for one in messages(session)} == {State.FAILED}
