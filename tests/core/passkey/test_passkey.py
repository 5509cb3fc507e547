"""Passkeys: made by a device of our own, and what is refused."""

from __future__ import annotations

import hashlib
import json
import time
from datetime import timedelta

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from core import clock
from core.history.models import Entry
from core.notification.models import Notification
from core.passkey.models import Passkey
from core.testing import open_session
from core.user import services as users
from core.user.models import User

ENGLISH = {"Accept-Language": "en"}
ORIGIN = "http://localhost"
VERIFIED = 0x05  # the person is there, and the device knows who it is


class Device:
    """What a phone does with a key."""

    def __init__(self, origin: str = ORIGIN, domain: str = "localhost") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.number, self.count = b"device-number-01", 0
        self.origin, self.domain, self.flags, self.handle = origin, domain, VERIFIED, b""

    def proof(self, kind: str, challenge: str) -> bytes:
        told = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin}
        return json.dumps(told).encode()

    def facts(self, extra: bytes = b"", flags: int = 0) -> bytes:
        self.count += 1
        domain = hashlib.sha256(self.domain.encode()).digest()
        return domain + bytes([self.flags | flags]) + self.count.to_bytes(4, "big") + extra

    def create(self, options: dict) -> str:
        self.handle = base64url_to_bytes(options["user"]["id"])
        public = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (public.x, public.y))
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        made = bytes(16) + len(self.number).to_bytes(2, "big") + self.number + key
        attested = {"fmt": "none", "attStmt": {}, "authData": self.facts(made, 0x40)}
        return self.answer(
            attestationObject=cbor2.dumps(attested),
            clientDataJSON=self.proof("create", options["challenge"]),
        )

    def get(self, options: dict) -> str:
        proof, facts = self.proof("get", options["challenge"]), self.facts()
        signed = self.key.sign(facts + hashlib.sha256(proof).digest(), ec.ECDSA(hashes.SHA256()))
        return self.answer(
            authenticatorData=facts,
            clientDataJSON=proof,
            signature=signed,
            userHandle=self.handle,
        )

    def answer(self, **response: bytes) -> str:
        number = bytes_to_base64url(self.number)
        told = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": told})


@pytest.fixture
def ada(session) -> User:
    by = users.system_user(session)
    user = users.create_user(
        session,
        email="ada@example.org",
        name="Ada",
        password=None,
        roles=["administrator"],
        by=by,
    )
    session.commit()
    return user


def come_in(client, session, user) -> None:
    """Sign in just now."""
    open_session(client, session, user)
    with client.session_transaction() as cookie:
        cookie["fs_paa"] = time.time()


@pytest.fixture
def device(client, session, ada) -> Device:
    """A device with a passkey of Ada's, who is signed out again."""
    made = Device()
    come_in(client, session, ada)
    options = client.post("/core/passkey/options").json
    data = {"name": "Phone", "credential": made.create(options)}
    assert client.post("/core/passkey/create", data=data).status_code == 303
    client.post("/logout")
    return made


def enter(client, device, **more):
    options = client.post("/core/passkey/challenge").json
    data = {"credential": device.get(options), **more}
    return client.post("/core/passkey/enter", data=data, headers=ENGLISH)


def is_in(client) -> bool:
    return client.get("/core/passkey/").status_code == 200


def why(session) -> list[str]:
    told = select(Entry).where(Entry.model == "sign_in").order_by(Entry.id)
    return [one.changes["why"][1] for one in session.scalars(told)]


def test_a_passkey_signs_in_without_password_and_code(session, client, device, ada) -> None:
    ada.tf_primary_method, ada.tf_totp_secret = "authenticator", "x"
    session.commit()
    answer = enter(client, device, next="/core/passkey/", remember="y")
    assert (answer.status_code, answer.location) == (303, "/core/passkey/")
    assert "Phone" in client.get("/core/passkey/").text
    (one,) = session.scalars(select(Passkey))
    assert (one.sign_count, one.used_at is None) == (2, False)
    with client.session_transaction() as cookie:
        assert cookie.permanent
    kept = session.scalars(select(Entry).where(Entry.model == "core_passkey")).one()
    assert kept.owner_id == ada.id
    assert device.number.decode() not in str(kept.changes)
    assert enter(client, device, next="//evil.example").location == "/"


def test_a_challenge_serves_once_and_for_some_minutes(session, client, device, monkeypatch) -> None:
    credential = device.get(client.post("/core/passkey/challenge").json)
    assert client.post("/core/passkey/enter", data={"credential": credential}).status_code == 303
    client.post("/logout")
    assert client.post("/core/passkey/enter", data={"credential": credential}).status_code == 422
    late = device.get(client.post("/core/passkey/challenge").json)
    after = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: after)
    monkeypatch.setattr("core.passkey.views.now", lambda: after)
    assert client.post("/core/passkey/enter", data={"credential": late}).status_code == 422
    assert why(session) == ["passkey", "passkey"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"origin": "https://evil.example"}, "passkey"),
        ({"domain": "evil.example"}, "passkey"),
        ({"flags": 0x01}, "passkey"),  # the person was there, but nobody asked who it is
        ({"handle": b"user-1"}, "passkey"),
        ({"key": ec.generate_private_key(ec.SECP256R1())}, "passkey"),
        ({"count": -1}, "passkey"),  # a copy of the device
        ({"number": b"another-number"}, "unknown_passkey"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value,
)
def test_what_another_device_or_site_signed_lets_nobody_in(
    session, client, device, change, reason
) -> None:
    for name, value in change.items():
        setattr(device, name, value)
    answer = enter(client, device)
    assert answer.status_code == 422
    assert "This passkey lets nobody in" in answer.text
    assert not is_in(client)
    assert why(session) == [reason]


@pytest.mark.parametrize("credential", ["", "{", "[]", '{"id": 1}'])
def test_nonsense_is_refused(session, client, credential) -> None:
    client.post("/core/passkey/challenge")
    answer = client.post("/core/passkey/enter", data={"credential": credential})
    assert answer.status_code == 422
    assert why(session) == ["passkey"]


def test_who_is_switched_off_stays_out(session, client, device, ada) -> None:
    ada.active = False
    session.commit()
    assert enter(client, device).status_code == 422
    assert why(session) == ["inactive"]


def test_a_passkey_is_added_by_somebody_who_signed_in_lately(session, sign_in) -> None:
    late = sign_in()
    assert "Add a passkey" not in late.get("/core/passkey/", headers=ENGLISH).text
    assert late.post("/core/passkey/options").status_code == 422
    assert late.post("/core/passkey/create").status_code == 422


def test_the_same_passkey_is_not_kept_twice_and_a_wrong_one_not_at_all(
    session, client, device, ada
) -> None:
    come_in(client, session, ada)

    def register(one: Device) -> str:
        data = {"credential": one.create(client.post("/core/passkey/options").json)}
        answer = client.post("/core/passkey/create", data=data, headers=ENGLISH)
        assert answer.status_code == 422
        return answer.text

    assert "registered already" in register(device)
    assert "not valid" in register(Device(origin="https://evil.example"))
    assert len(session.scalars(select(Passkey)).all()) == 1


def test_a_passkey_that_is_removed_lets_nobody_in(session, client, device, sign_in) -> None:
    (one,) = session.scalars(select(Passkey))
    address = f"/core/passkey/{one.id}/delete"
    assert sign_in("*").post(address).status_code == 404, "it is not theirs"
    enter(client, device)
    assert client.post(address).status_code == 303
    client.post("/logout")
    assert enter(client, device).status_code == 422
    assert why(session) == ["unknown_passkey"]


def test_an_administrator_removes_a_passkey_of_somebody_who_is_told(
    session, client, device, ada, sign_in
) -> None:
    (one,) = session.scalars(select(Passkey))
    boss = sign_in("*", name="Boss")
    assert f"/core/passkey/of/{ada.id}" in boss.get(f"/core/user/{ada.id}/edit").text
    page = boss.get(f"/core/passkey/of/{ada.id}", headers=ENGLISH).text
    assert "Passkeys of Ada" in page
    assert "Phone" in page
    assert "/core/passkey/options" not in page, "nobody makes a passkey for somebody else"
    address = f"/core/passkey/of/{ada.id}/{one.id}/delete"
    assert boss.post(f"/core/passkey/of/{boss.user.id}/{one.id}/delete").status_code == 404
    assert boss.post(address).status_code == 303
    assert boss.post(address).status_code == 404
    entry = session.scalars(select(Entry).where(Entry.action == "delete")).one()
    assert (entry.model, entry.owner_id, entry.actor_id) == ("core_passkey", ada.id, boss.user.id)
    assert enter(client, device).status_code == 422
    come_in(client, session, ada)
    (told,) = session.scalars(select(Notification))
    assert (told.notice, told.user_id) == ("core.passkey.removed", ada.id)
    inbox = client.get("/core/notification/", headers=ENGLISH).text
    assert "Boss removed your passkey Phone" in inbox
    assert client.get(f"/core/notification/{told.id}").location.startswith("/core/passkey/")


@pytest.mark.usefixtures("device")
def test_passkeys_of_others_are_for_those_who_may_do_no_less(session, ada, sign_in) -> None:
    (one,) = session.scalars(select(Passkey))
    page = f"/core/passkey/of/{ada.id}"
    reader = sign_in("core.user.index")
    assert reader.get(page).status_code == 403
    assert reader.post(f"{page}/{one.id}/delete").status_code == 403
    clerk = sign_in("core.user.index", "core.user.edit")
    assert clerk.post(f"{page}/{one.id}/delete").status_code == 422, "Ada is an administrator"
    assert len(session.scalars(select(Passkey)).all()) == 1
    assert clerk.get("/core/passkey/of/0").status_code == 404


def test_the_list_asks_as_often_for_many_as_for_few(session, client, device, ada, queries) -> None:
    enter(client, device)
    counts = []
    for number in range(2):
        with queries() as count:
            client.get("/core/passkey/")
            client.get(f"/core/passkey/of/{ada.id}")
        counts.append(count.value)
        (first, *_) = session.scalars(select(Passkey))
        same = {"user_id": first.user_id, "public_key": "x", "sign_count": 0}
        for extra in range(3):
            key = f"{number}-{extra}"
            session.add(Passkey(name=key, credential_id=key, created_at=clock.now(), **same))
        session.commit()
    assert counts[0] == counts[1]
