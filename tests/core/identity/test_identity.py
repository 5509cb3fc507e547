"""Single sign-on, against a provider of our own that signs tokens and speaks HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr
from sqlalchemy import select

from core import clock
from core.history.models import Entry
from core.identity.models import Identity
from core.testing import make_user, open_session
from core.user import services as users

ENGLISH = {"Accept-Language": "en"}
CLIENT, PASSWORD = "bumen", "pass word&1"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))
EMAIL = "ada@example.org"


class Provider(ThreadingHTTPServer):
    """Discovery, keys and tokens; ``wrong`` overrides what a token claims."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.codes: dict[str, dict[str, str]] = {}
        self.person = {"sub": "4711", "email": EMAIL, "email_verified": True, "name": "Ada L."}
        self.wrong: dict[str, object] = {}
        self.key = KEY
        self.told_issuer = self.issuer

    def authorize(self, address: str) -> str:
        """Sign the person in, as a browser sees it; return where the browser is sent back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code"
        assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
        code = secrets.token_hex(8)
        self.codes[code] = asked
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={asked['state']}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, str]:
        assert authorization.startswith("Basic ")
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        assert pair == "bumen:pass%20word%261"
        asked = self.codes.pop(form["code"])
        proof = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert asked["code_challenge"] == base64.urlsafe_b64encode(proof).decode().rstrip("=")
        assert asked["redirect_uri"] == form["redirect_uri"]
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"]} | self.person | self.wrong
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        issuer = self.server.told_issuer
        if self.path == "/.well-known/openid-configuration":
            self.tell(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                }
            )
        else:
            self.tell({"keys": [KEY.as_dict(private=False)]})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.tell(self.server.token(form, self.headers["Authorization"]))

    def tell(self, told: dict) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server():
    with Provider() as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def provider(app, server, monkeypatch):
    """The provider, which the app is told of."""
    server.wrong, server.key, server.told_issuer = {}, KEY, server.issuer
    server.person = {"sub": "4711", "email": EMAIL, "email_verified": True, "name": "Ada L."}
    for name, value in {
        "oidc_issuer": server.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SecretStr(PASSWORD),
        "outgoing_private": True,
    }.items():
        monkeypatch.setattr(app.extensions["bumen.settings"], name, value)
    return server


@pytest.fixture
def ada(session):
    by = users.system_user(session)
    user = users.create_user(
        session, email=EMAIL, name="Ada", password=None, roles=["administrator"], by=by
    )
    session.commit()
    return user


def come_back(client, provider, target="/core/user/"):
    sent = client.get("/core/identity/begin", query_string={"next": target})
    assert sent.status_code == 303
    return client.get(provider.authorize(sent.location), headers=ENGLISH)


def is_in(client) -> bool:
    return client.get("/core/user_session/").status_code == 200


def refused(session) -> list[tuple[str, str]]:
    told = select(Entry).where(Entry.model == "sign_in").order_by(Entry.id)
    return [(one.label, one.changes["why"][1]) for one in session.scalars(told)]


def test_a_known_user_comes_in_and_is_known_by_number_afterwards(
    session, client, provider, ada
) -> None:
    answer = come_back(client, provider)
    assert (answer.status_code, answer.location) == (303, "/core/user/")
    assert is_in(client)
    (link,) = session.scalars(select(Identity))
    assert (link.user_id, link.subject) == (ada.id, "4711")
    client.post("/logout")
    provider.person["email"] = "ada.new@example.org"
    assert come_back(client, provider).status_code == 303
    assert is_in(client)


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("wrong", "why", "told"),
    [
        ({"nonce": "x"}, "nonce", "another attempt"),
        ({"aud": "other"}, "audience", "another system"),
        ({"iss": "https://evil.example"}, "issuer", "somebody else answers"),
        ({"exp": 1_700_000_000}, "expired", "has expired"),
        ({"email_verified": False}, "unverified", "not verified"),
        ({"email": "eve@example.org"}, "no_account", "no account for you"),
    ],
)
def test_a_token_that_is_not_for_us_and_now_lets_nobody_in(
    session, client, provider, wrong, why, told
) -> None:
    provider.wrong = wrong
    answer = come_back(client, provider)
    assert answer.status_code == 403
    assert told in answer.text
    assert not is_in(client)
    assert [one[1] for one in refused(session)] == [why]


@pytest.mark.usefixtures("ada")
def test_a_wrong_signature_lets_nobody_in(session, client, provider) -> None:
    provider.key = OTHER_KEY
    answer = come_back(client, provider)
    assert answer.status_code == 403
    assert "the signature of the single sign-on is wrong" in answer.text
    assert refused(session) == [("", "signature")]


@pytest.mark.usefixtures("ada")
def test_an_answer_belongs_to_the_browser_that_asked_and_serves_once(
    app, session, client, provider
) -> None:
    sent = client.get("/core/identity/begin")
    back = provider.authorize(sent.location)
    assert app.test_client().get(back).status_code == 403
    assert client.get(back.replace("state=", "state=x")).status_code == 403
    assert client.get(back).status_code == 403, "the attempt is over"
    assert client.get("/core/identity/back?error=access_denied").status_code == 403
    assert {why for _label, why in refused(session)} == {"state"}


def test_who_is_switched_off_stays_out(session, client, provider, ada) -> None:
    ada.active = False
    session.commit()
    assert come_back(client, provider).status_code == 403
    assert refused(session) == [(EMAIL, "inactive")]


@pytest.mark.usefixtures("ada")
def test_an_address_that_somebody_else_has_got_opens_nothing(session, client, provider) -> None:
    come_back(client, provider)
    client.post("/logout")
    provider.person["sub"] = "4712"
    assert come_back(client, provider).status_code == 403
    assert refused(session) == [(EMAIL, "other_identity")]


def test_a_setting_lets_new_people_in_with_one_role(
    app, session, client, provider, monkeypatch
) -> None:
    assert come_back(client, provider).status_code == 403
    make_user(session)
    role = users.find(session, EMAIL)
    assert role is None
    name = session.scalars(select(users.Role.name).where(users.Role.name != "administrator"))
    monkeypatch.setattr(app.extensions["bumen.settings"], "oidc_role", name.first())
    assert come_back(client, provider, "/core/user_session/").status_code == 303
    made = users.find(session, EMAIL)
    assert (made.name, made.password, len(made.roles)) == ("Ada L.", None, 1)
    assert is_in(client)


def test_a_provider_in_a_private_network_is_asked_only_where_that_is_allowed(
    app, session, client, provider, monkeypatch
) -> None:
    monkeypatch.setattr(app.extensions["bumen.settings"], "outgoing_private", False)
    for issuer in (provider.issuer, f"https://127.0.0.1:{provider.server_port}"):
        monkeypatch.setattr(app.extensions["bumen.settings"], "oidc_issuer", issuer)
        assert client.get("/core/identity/begin").status_code == 403
    assert [why for _label, why in refused(session)] == ["provider", "provider"]


def test_a_provider_that_gives_itself_another_name_is_refused(session, client, provider) -> None:
    provider.told_issuer = "http://127.0.0.1:1"
    assert client.get("/core/identity/begin").status_code == 403
    assert refused(session) == [("", "issuer")]


def test_without_a_provider_there_is_nothing(client) -> None:
    assert client.get("/core/identity/begin").status_code == 404
    assert client.get("/core/identity/back").status_code == 404
    assert "/core/identity/begin" not in client.get("/login").text


def tied(session, user, subject="4711") -> Identity:
    facts = {"issuer": "https://login.example.org", "created_at": clock.now()}
    one = Identity(user_id=user.id, subject=subject, **facts)
    session.add(one)
    session.commit()
    return one


def test_an_administrator_parts_somebody_from_an_account_and_tells_them(
    app, session, sign_in
) -> None:
    bob = make_user(session, name="Bob")
    one, boss = tied(session, bob).id, sign_in("*", name="Boss")
    page = f"/core/identity/of/{bob.id}"
    assert "4711" in boss.get(page).text
    assert boss.post(f"/core/identity/of/{boss.user.id}/{one}/delete").status_code == 404
    assert boss.post(f"{page}/{one}/delete").status_code == 303
    assert "4711" not in boss.get(page).text
    assert session.scalars(select(Identity)).all() == []
    entry = session.scalars(select(Entry).where(Entry.action == "delete")).one()
    assert (entry.model, entry.owner_id, entry.actor_id) == ("core_identity", bob.id, boss.user.id)
    theirs = app.test_client()
    open_session(theirs, session, bob)
    inbox = theirs.get("/core/notification/", headers=ENGLISH).text
    assert "Boss parted your account from https://login.example.org" in inbox


def test_accounts_of_others_are_for_those_who_may_do_no_less(session, sign_in) -> None:
    boss = sign_in("*", name="Boss")
    one, page = tied(session, boss.user).id, f"/core/identity/of/{boss.user.id}"
    reader = sign_in("core.user.index")
    assert reader.get(page).status_code == 403
    assert reader.post(f"{page}/{one}/delete").status_code == 403
    clerk = sign_in("core.user.index", "core.user.edit")
    assert clerk.post(f"{page}/{one}/delete").status_code == 422
    assert len(session.scalars(select(Identity)).all()) == 1


@pytest.mark.parametrize("title", ["", "Company account"])
def test_the_page_of_a_user_leads_there_where_there_is_a_provider(
    app, session, sign_in, monkeypatch, title
) -> None:
    monkeypatch.setitem(app.jinja_env.globals, "single_sign_on", title)
    bob = make_user(session, name="Bob")
    page = sign_in("*").get(f"/core/user/{bob.id}/edit").text
    assert (f"/core/identity/of/{bob.id}" in page) == bool(title)
