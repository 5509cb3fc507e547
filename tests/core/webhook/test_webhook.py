"""Other systems are told of what was committed: all of it, in order, signed, and nobody else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import sqlalchemy as sa

from core import clock, jobs, outgoing
from core.errors import BusinessError
from core.history.models import Block
from core.job.models import State
from core.party.models import Contact, ContactKind, Party
from core.testing import make_user
from core.webhook import rules, services
from core.webhook.models import Delivery, Webhook

ENGLISH = {"Accept-Language": "en"}


class Other(ThreadingHTTPServer):
    """The other side: it keeps what it is told and answers as it is bid."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Ear)
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answer = 204

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?from=bumen"

    @property
    def labels(self) -> list[list[str]]:
        messages = [json.loads(body) for _headers, body in self.heard]
        return [sorted(one["record"]["label"] for one in each["events"]) for each in messages]


class Ear(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((dict(self.headers), body))
        self.send_response(self.server.answer)
        if self.server.answer == 302:
            self.send_header("Location", self.server.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args) -> None:
        pass


@pytest.fixture
def other():
    server = Other()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def private(app, monkeypatch):
    monkeypatch.setattr(app.extensions["bumen.settings"], "outgoing_private", True)


@pytest.fixture
def ada(session):
    user = make_user(session, "*", name="Ada")
    session.commit()
    return user


@pytest.fixture
def hook(session, other, private, ada) -> Webhook:
    made = services.create(session, name="Shop", url=other.url, kinds=(), private=True, by=ada)
    session.commit()
    return made


def enter(session, *codes: str) -> None:
    session.add_all(Party(code=code, name=code, is_supplier=True) for code in codes)
    session.commit()


def deliver(app, session) -> None:
    session.commit()
    jobs.run_pending(app)
    session.expire_all()


def test_what_is_committed_is_told_in_order_one_message_for_each_transaction(
    app, session, other, hook
) -> None:
    enter(session, "A", "B")
    enter(session, "C")
    session.add(Party(code="D", name="D", is_supplier=True))
    session.flush()
    session.rollback()
    deliver(app, session)
    assert other.labels == [["Shop"], ["A (A)", "B (B)"], ["C (C)"]]
    event = json.loads(other.heard[2][1])["events"][0]
    assert (event["action"], event["record"]["kind"]) == ("create", "core_party")
    assert event["changes"]["name"] == [None, "C"]
    deliver(app, session)
    assert len(other.heard) == 3


def test_a_message_is_signed_as_standard_webhooks_says(app, session, other, hook) -> None:
    deliver(app, session)
    headers, body = other.heard[0]
    told = {name.lower(): value for name, value in headers.items()}
    signed = f"{told['webhook-id']}.{told['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert told["webhook-signature"] == f"v1,{mac}"
    assert told["host"] == f"127.0.0.1:{other.server_port}"


def names(other) -> list[str]:
    return [
        next(value for name, value in headers.items() if name.lower() == "webhook-id")
        for headers, _body in other.heard
    ]


def test_a_message_is_named_after_its_transaction(app, session, other, hook) -> None:
    """A restore uses the numbers of blocks again, and whoever knows one would drop what is new."""
    enter(session, "A")
    deliver(app, session)
    last = session.scalar(sa.select(Block.transaction).order_by(Block.id.desc()).limit(1))
    assert names(other)[-1] == f"msg_{last}"
    assert len(set(names(other))) == 2


def test_the_signature_is_the_example_of_standard_webhooks() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    told = rules.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert told == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_address_hears_only_of_the_kinds_that_it_wants(
    app, session, other, private, ada
) -> None:
    services.create(session, name="Few", url=other.url, kinds=["core_party"], private=True, by=ada)
    enter(session, "A")
    deliver(app, session)
    assert other.labels == [["A (A)"]]


def test_contacts_never_leave_the_house(app, session, other, hook) -> None:
    party = Party(code="A", name="A", is_supplier=True)
    party.contacts = [Contact(kind=ContactKind.PHONE, value="13812345678")]
    session.add(party)
    deliver(app, session)
    assert not any(b"13812345678" in body for _headers, body in other.heard)


def test_what_is_not_taken_is_sent_again_later_and_in_order(app, session, other, hook) -> None:
    other.answer = 500
    enter(session, "A")
    deliver(app, session)
    assert other.labels == [["Shop"]]
    assert (hook.failures, hook.block < session.scalar(services.queries.last_block())) == (1, True)
    assert session.scalar(sa.select(Delivery.error)) == "The answer was 500."
    enter(session, "B")
    deliver(app, session)
    assert len(other.heard) == 1, "it waits before it tries again"
    other.answer = 200
    hook.next_try_at = clock.now()
    deliver(app, session)
    enter(session, "C")
    deliver(app, session)
    assert other.labels[1:] == [["Shop"], ["A (A)"], ["B (B)"], ["C (C)"]]
    first, again, *_others = names(other)
    assert first == again
    assert (hook.failures, hook.next_try_at) == (0, None)


def test_a_later_try_is_wanted_for_the_time_when_it_is_due(app, session, other, hook) -> None:
    other.answer = 500
    deliver(app, session)
    (row,) = session.scalars(sa.select(jobs.JobRow).where(jobs.JobRow.state == State.READY)).all()
    assert row.run_at == hook.next_try_at


def test_who_does_not_answer_for_three_days_is_not_asked_any_more(
    app, session, other, hook, ada
) -> None:
    other.answer = 500
    hook.failing_since = clock.now() - timedelta(days=3)
    deliver(app, session)
    assert not hook.is_active
    enter(session, "A")
    deliver(app, session)
    assert len(other.heard) == 1
    other.answer = 200
    services.resume(session, hook, by=ada)
    deliver(app, session)
    assert ["A (A)"] in other.labels


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 10), (2, 20), (5, 160), (12, 20_480), (13, 21_600), (40, 21_600)]
)
def test_the_wait_doubles_up_to_six_hours(failures, seconds) -> None:
    assert rules.wait(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org",
        "https://",
        "https://a:b@example.org/",
        "example.org",
        "http://example.org",
    ],
)
def test_an_address_that_is_none_is_refused(url) -> None:
    with pytest.raises(BusinessError):
        outgoing.check_address(url, private=False)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.1",
        "169.254.169.254",
        "[::1]",
        "0.0.0.0",
        "[::ffff:10.0.0.1]",
    ],
)
def test_a_private_address_is_never_asked(host) -> None:
    with pytest.raises(outgoing.UnreachableError, match="private"):
        outgoing.post(f"https://{host}/", b"", {}, private=False)


def test_a_redirect_leads_nowhere(other) -> None:
    other.answer = 302
    assert outgoing.post(other.url, b"{}", {}, private=True)[0] == 302
    assert len(other.heard) == 1


def test_nobody_at_the_other_end_is_a_failure_and_no_crash(other) -> None:
    url = other.url
    other.server_close()
    with pytest.raises(outgoing.UnreachableError):
        outgoing.post(url, b"", {}, private=True)
    with pytest.raises(outgoing.UnreachableError, match="unknown"):
        outgoing.post("https://nowhere.invalid/", b"", {}, private=True)


def test_the_pages_make_test_pause_and_delete_a_webhook(session, sign_in, other, private) -> None:
    boss = sign_in("core.webhook.edit")
    page = boss.post("/core/webhook/create", data={"name": "Shop", "url": other.url}).text
    hook = session.scalars(sa.select(Webhook)).one()
    assert hook.secret in page
    at = f"/core/webhook/{hook.id}"
    assert hook.secret not in boss.get(at).text
    assert boss.post(f"{at}/test", headers=ENGLISH).status_code == 303
    assert "took the test" in boss.get(at, headers=ENGLISH).text
    assert "whsec_" in boss.post(f"{at}/rotate").text
    assert boss.post(f"{at}/pause").status_code == 303
    assert boss.post(f"{at}/pause").status_code == 422
    assert boss.post(f"{at}/skip").status_code == 303
    assert "Shop" in boss.get("/core/webhook/").text
    assert boss.post(f"{at}/delete").status_code == 303
    assert session.scalars(sa.select(Delivery)).all() == []


def test_a_wrong_address_keeps_what_was_typed(sign_in) -> None:
    boss = sign_in("core.webhook.edit")
    typed = {"name": "Typed name", "url": "http://example.org"}
    answer = boss.post("/core/webhook/create", data=typed, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Typed name" in answer.text
    assert "https" in answer.text


@pytest.mark.parametrize("path", ["", "create", "1"])
def test_who_may_not_sees_no_webhook(sign_in, path) -> None:
    assert sign_in("core.history.index").get(f"/core/webhook/{path}").status_code == 403
