"""Signing in and out, the lock-out, what is refused to whom, and the headers of every answer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy.orm import Session

from core import clock, sign_in
from core.permissions import permission_of
from core.testing import Client
from core.user import services
from core.user.models import User

SignIn = Callable[..., Client]
PASSWORD = "correct horse"
EMAIL = "ada@example.org"


@pytest.fixture
def ada(session: Session) -> User:
    user = services.create_user(
        session,
        email=EMAIL,
        name="Ada",
        password=PASSWORD,
        roles=["administrator"],
        by=services.system_user(session),
    )
    session.commit()
    return user


def enter(client: FlaskClient, password: str = PASSWORD, email: str = EMAIL, **more: str) -> int:
    answer = client.post("/login", data={"email": email, "password": password, **more})
    return answer.status_code


def wrong_times(client: FlaskClient, count: int) -> None:
    for _attempt in range(count):
        assert enter(client, "wrong") == 422


def seen(client: FlaskClient) -> int:
    return client.get("/core/user/").status_code


@pytest.mark.usefixtures("ada")
def test_the_right_password_lets_in(client: FlaskClient) -> None:
    assert seen(client) == 303
    assert enter(client, email=" ADA@Example.org") == 302
    assert seen(client) == 200


def test_a_sign_in_is_remembered_with_the_user(
    session: Session, client: FlaskClient, ada: User
) -> None:
    enter(client)
    session.refresh(ada)
    assert ada.login_count == 1
    assert ada.current_login_at is not None
    assert ada.current_login_at.tzinfo is UTC


@pytest.mark.usefixtures("ada")
def test_every_refusal_reads_the_same(client: FlaskClient) -> None:
    texts = set()
    for email in (EMAIL, "eve@example.org", "system@localhost"):
        answer = client.post("/login", data={"email": email, "password": "wrong"})
        assert answer.status_code == 422
        form = answer.text.partition('<form method="post">')[2].partition("</form>")[0]
        texts.add(form.replace(email, ""))
    assert len(texts) == 1


@pytest.mark.usefixtures("ada")
def test_an_unknown_address_takes_as_long_as_a_known_one(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[str] = []
    monkeypatch.setattr(sign_in, "hash_password", lambda _password: work.append("hash"))
    monkeypatch.setattr(sign_in, "verify_password", lambda *_: bool(work.append("verify")))
    enter(client, "wrong")
    enter(client, "wrong", email="eve@example.org")
    assert work == ["verify", "hash"]


def test_the_fifth_wrong_password_closes_the_account(
    session: Session, client: FlaskClient, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong_times(client, 5)
    assert enter(client) == 422, "even with the right password"
    session.refresh(ada)
    assert ada.locked_until is not None
    later = ada.locked_until + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert enter(client) == 302


def test_attempts_at_the_same_moment_are_all_counted(
    app: Flask, session: Session, ada: User
) -> None:
    session.commit()
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(lambda _number: enter(app.test_client(), "wrong"), range(4)))
    session.refresh(ada)
    assert codes == [422] * 4
    assert ada.failed_count == 4


@pytest.mark.usefixtures("ada")
def test_the_right_password_forgets_the_wrong_ones(client: FlaskClient) -> None:
    wrong_times(client, 4)
    assert enter(client) == 302
    client.post("/logout")
    wrong_times(client, 4)
    assert enter(client) == 302


@pytest.mark.usefixtures("ada")
def test_a_new_password_opens_a_closed_account(session: Session, client: FlaskClient) -> None:
    wrong_times(client, 5)
    user = services.find(session, EMAIL)
    assert user is not None
    services.set_password(session, user, "battery staple", by=services.system_user(session))
    assert enter(client, "battery staple") == 302


def test_who_is_switched_off_is_out_at_once(
    session: Session, client: FlaskClient, ada: User
) -> None:
    enter(client)
    ada.active = False
    session.commit()
    assert seen(client) == 303
    assert enter(client) == 422


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/core/user/?q=a", "/core/user/?q=a"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/%5Cevil.example"),
    ],
)
def test_signing_in_leads_back_but_to_no_other_site(
    client: FlaskClient, target: str, leads_to: str
) -> None:
    answer = client.post("/login", data={"email": EMAIL, "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == leads_to


@pytest.mark.usefixtures("ada")
def test_signing_out_takes_a_post_with_its_token(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(client)
    assert client.get("/logout").status_code == 405
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert client.post("/logout").status_code == 400
    assert seen(client) == 200
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    assert client.post("/logout").status_code == 302
    assert seen(client) == 303


@pytest.mark.usefixtures("ada")
def test_one_changes_ones_own_password(client: FlaskClient) -> None:
    enter(client)
    new = {"new_password": "battery staple", "new_password_confirm": "battery staple"}
    assert client.post("/change", data={"password": "wrong", **new}).status_code == 422
    assert client.post("/change", data={"password": PASSWORD, **new}).status_code == 302
    assert seen(client) == 200
    client.post("/logout")
    assert enter(client) == 422
    assert enter(client, "battery staple") == 302


@pytest.mark.usefixtures("ada")
def test_guessing_the_password_of_an_open_session_is_counted_too(client: FlaskClient) -> None:
    enter(client)
    new = {"new_password": "battery staple", "new_password_confirm": "battery staple"}
    for _attempt in range(5):
        assert client.post("/change", data={"password": "wrong", **new}).status_code == 422
    assert client.post("/change", data={"password": PASSWORD, **new}).status_code == 422


def switch_on_second_factor(client: FlaskClient, session: Session, ada: User) -> TOTP:
    page = client.post("/tf-setup", data={"setup": "authenticator"}).text
    key = page.partition("<code>")[2].partition("</code>")[0].replace("-", "").replace(" ", "")
    action = page.partition('class="card" action="')[2].partition('"')[0]
    app_of_user = TOTP(key=key)
    answer = client.post(action, data={"code": app_of_user.generate().token})
    assert answer.status_code == 302
    session.refresh(ada)
    assert ada.tf_primary_method == "authenticator"
    assert key not in (ada.tf_totp_secret or "")
    return app_of_user


def test_a_second_factor_is_asked_for(session: Session, client: FlaskClient, ada: User) -> None:
    enter(client)
    phone = switch_on_second_factor(client, session, ada)
    client.post("/logout")
    assert client.post("/login", data={"email": EMAIL, "password": PASSWORD}).status_code == 302
    assert seen(client) == 303
    assert client.post("/tf-validate", data={"code": "000000"}).status_code == 200
    assert seen(client) == 303
    assert client.post("/tf-validate", data={"code": phone.generate().token}).status_code == 302
    assert seen(client) == 200


def test_wrong_codes_close_the_account_whatever_the_password(
    session: Session, client: FlaskClient, ada: User
) -> None:
    enter(client)
    phone = switch_on_second_factor(client, session, ada)
    client.post("/logout")
    for _attempt in range(5):
        enter(client)
        client.post("/tf-validate", data={"code": "000000"})
    session.refresh(ada)
    assert ada.is_locked_out(clock.now())
    client.post("/tf-validate", data={"code": phone.generate().token})
    assert seen(client) == 303


def test_a_recovery_code_works_once(session: Session, client: FlaskClient, ada: User) -> None:
    enter(client)
    switch_on_second_factor(client, session, ada)
    page = client.post("/mf-recovery-codes", data={}).text
    code = page.partition("<code>")[2].partition("</code>")[0]
    session.refresh(ada)
    assert ada.mf_recovery_codes is not None
    assert code not in ada.mf_recovery_codes, "they are kept encrypted"
    for leads_in in (302, 200):
        client.post("/logout")
        enter(client)
        assert client.post("/mf-recovery", data={"code": code}).status_code == leads_in


def test_an_administrator_lets_in_who_has_lost_the_app(
    session: Session, client: FlaskClient, ada: User
) -> None:
    enter(client)
    switch_on_second_factor(client, session, ada)
    client.post("/logout")
    user = services.find(session, EMAIL)
    assert user is not None
    services.switch_off_second_factor(session, user, by=services.system_user(session))
    enter(client)
    assert seen(client) == 200


@pytest.mark.usefixtures("ada")
def test_a_reader_is_led_to_the_sign_in_page_and_back(client: FlaskClient) -> None:
    answer = client.get("/core/user/?q=林")
    assert answer.status_code == 303
    target = answer.headers["Location"]
    assert target.startswith("/login?next=")
    back = client.post(target, data={"email": EMAIL, "password": PASSWORD})
    assert back.headers["Location"] == "/core/user/?q=%E6%9E%97"


@pytest.mark.parametrize("page", ["/change", "/mf-recovery-codes"])
def test_a_page_about_oneself_asks_who_one_is(client: FlaskClient, page: str) -> None:
    answer = client.get(page)
    assert (answer.status_code, answer.location) == (303, f"/login?next={page}")


def test_what_would_change_something_is_refused(client: FlaskClient) -> None:
    assert client.post("/core/user/create", data={}).status_code == 401


def test_htmx_is_told_to_leave_the_page(client: FlaskClient) -> None:
    answer = client.get(
        "/core/user/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/core/user/?q=a"},
    )
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login?next=/core/user/?q%3Da"


def test_a_view_is_open_to_those_who_hold_its_permission(app: Flask, sign_in: SignIn) -> None:
    assert permission_of(app, "core.user.index") == "core.user.index"
    assert sign_in("core.job.index").get("/core/user/").status_code == 403


def test_headers_guard_every_answer(client: FlaskClient) -> None:
    for address in ("/login", "/nowhere", "/static/favicon.svg"):
        headers = client.get(address, buffered=True).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers
        assert headers["X-Request-Id"]


def test_pages_of_users_are_kept_nowhere(client: FlaskClient, sign_in: SignIn) -> None:
    assert sign_in("*").get("/core/user/").headers["Cache-Control"] == "no-store"
    assert client.get("/login").headers["Cache-Control"] == "no-store"
    assert (
        "no-store" not in client.get("/static/favicon.svg", buffered=True).headers["Cache-Control"]
    )


def test_static_files_ask_nothing_of_the_database(
    sign_in: SignIn, queries: Callable[[], object]
) -> None:
    client = sign_in("*")
    with queries() as count:  # type: ignore[attr-defined]
        client.get("/static/favicon.svg", buffered=True)
    assert count.value == 0


def test_a_request_keeps_the_number_that_a_proxy_gave(client: FlaskClient) -> None:
    given = client.get("/login", headers={"X-Request-Id": "abc-123"})
    assert given.headers["X-Request-Id"] == "abc-123"
    forged = client.get("/login", headers={"X-Request-Id": "a b; <script>"})
    assert forged.headers["X-Request-Id"] not in {"", "a b; <script>"}


def test_the_log_names_nobody(
    client: FlaskClient, ada: User, capsys: pytest.CaptureFixture[str]
) -> None:
    enter(client, "wrong")
    enter(client)
    seen(client)
    written = capsys.readouterr().err
    assert '"endpoint": "core.user.index"' in written
    assert f'"user": {ada.id}' in written
    for secret in (EMAIL, PASSWORD, "wrong"):
        assert secret not in written


def test_instants_of_the_lock_out_are_aware() -> None:
    user = User(locked_until=datetime(2026, 11, 1, tzinfo=UTC))
    assert user.is_locked_out(datetime(2026, 10, 31, tzinfo=UTC))
    assert not user.is_locked_out(datetime(2026, 11, 1, tzinfo=UTC))
