"""Where users are signed in, how it ends, and that it costs a page nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.history.models import Entry
from core.presence import SECRET
from core.testing import make_user, open_session
from core.user import services as users
from core.user_session import services
from core.user_session.models import UserSession
from core.user_session.rules import device

ENGLISH = {"Accept-Language": "en"}
EMAIL, PASSWORD = "ada@example.org", "correct horse"
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
)


@pytest.fixture
def ada(session):
    by = users.system_user(session)
    user = users.create_user(
        session, email=EMAIL, name="Ada", password=PASSWORD, roles=["administrator"], by=by
    )
    session.commit()
    return user


def enter(client, **more):
    data = {"email": EMAIL, "password": PASSWORD, **more}
    answer = client.post("/login", data=data, headers={"User-Agent": WINDOWS})
    assert answer.status_code == 302
    return answer


def is_in(client) -> bool:
    return client.get("/core/user_session/").status_code == 200


def opened(session) -> list[UserSession]:
    return list(session.scalars(select(UserSession).order_by(UserSession.id)))


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WINDOWS, ("Edge", "Windows")),
        ("(iPhone; CPU iPhone OS 26_1 like Mac OS X) Safari/604.1", ("Safari", "iPhone")),
        ("(Linux; Android 16) Chrome/142.0 MicroMessenger/8.0", ("WeChat", "Android")),
        ("(Macintosh; Intel Mac OS X 10_15_7) Firefox/145.0", ("Firefox", "macOS")),
        ("curl/8.14", ("", "")),
    ],
)
def test_a_device_is_told_in_words(agent, words) -> None:
    assert device(agent) == words


def test_one_sees_where_one_is_signed_in_and_of_the_secret_nothing_is_kept(
    session, client, ada
) -> None:
    enter(client)
    page = client.get("/core/user_session/", headers=ENGLISH).text
    assert "Edge on Windows" in page
    assert "127.0.0.1" in page
    assert "this device" in page
    with client.session_transaction() as cookie:
        assert cookie[SECRET] not in (one := opened(session)[0]).digest
        assert not cookie.permanent
    assert one.expires_at - one.used_at == timedelta(hours=12)


def test_whoever_stays_signed_in_stays_for_thirty_days(session, client, ada, monkeypatch) -> None:
    given = enter(client, remember="y")
    assert "Expires=" in given.headers["Set-Cookie"]
    later = clock.now() + timedelta(days=29)
    monkeypatch.setattr(clock, "now", lambda: later)
    renewed = client.get("/core/user_session/")
    assert "Expires=" in renewed.headers["Set-Cookie"], "the cookie lasts as long as the session"
    monkeypatch.setattr(clock, "now", lambda: later + timedelta(days=31))
    assert not is_in(client)


@pytest.mark.usefixtures("ada")
def test_use_is_noted_every_few_minutes(session, client, monkeypatch, queries) -> None:
    enter(client)
    begun = opened(session)[0].used_at
    with queries() as count:
        client.get("/core/user_session/")
    usual = count.value
    assert opened(session)[0].used_at == begun
    for minutes in (6, 7, 12):
        at = begun + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        with queries() as count:
            client.get("/core/user_session/")
        assert (count.value > usual) == (minutes != 7)
    assert opened(session)[0].used_at == begun + timedelta(minutes=12)
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(hours=12, minutes=13))
    assert not is_in(client), "nobody used it for half a day"


def test_one_device_is_signed_out_from_another(app, session, client, ada) -> None:
    other, third = app.test_client(), app.test_client()
    for browser in (client, other, third):
        enter(browser)
    lost = opened(session)[1].id
    assert client.post(f"/core/user_session/{lost}/end").status_code == 303
    assert [is_in(one) for one in (client, other, third)] == [True, False, True]
    entry = session.scalars(select(Entry).where(Entry.action == "end_session")).one()
    assert (entry.record_id, entry.actor_id) == (ada.id, ada.id)
    assert entry.changes == {"address": ["127.0.0.1", None], "device": ["Edge, Windows", None]}
    assert client.post("/core/user_session/end_others").status_code == 303
    assert [is_in(one) for one in (client, third)] == [True, False]


def test_nobody_signs_out_a_device_of_others(session, sign_in) -> None:
    sign_in(name="Bob")
    theirs = opened(session)[0].id
    assert sign_in().post(f"/core/user_session/{theirs}/end").status_code == 404
    assert len(opened(session)) == 2


def test_an_administrator_signs_somebody_out_everywhere(app, session, sign_in) -> None:
    bob = make_user(session, name="Bob")
    theirs = app.test_client()
    open_session(theirs, session, bob)
    administrator = sign_in("*")
    assert "/core/user_session/of/" in administrator.get(f"/core/user/{bob.id}/edit").text
    assert "127.0.0.1" in administrator.get(f"/core/user_session/of/{bob.id}").text
    assert administrator.post(f"/core/user_session/of/{bob.id}/end_all").status_code == 303
    assert [is_in(theirs), is_in(administrator)] == [False, True]


def test_who_may_do_less_does_not_sign_out_an_administrator(session, sign_in) -> None:
    boss = sign_in("*", name="Boss")
    clerk = sign_in("core.user.index", "core.user.edit")
    assert clerk.post(f"/core/user_session/of/{boss.user.id}/end_all").status_code == 422
    assert is_in(boss)
    for page in ("of/1", "of/1/end_all"):
        method = "POST" if page.endswith("all") else "GET"
        assert sign_in().open(f"/core/user_session/{page}", method=method).status_code == 403


def test_a_new_password_ends_the_other_sessions(app, session, client, ada) -> None:
    other = app.test_client()
    enter(client, remember="y")
    enter(other)
    new = {"new_password": "battery staple", "new_password_confirm": "battery staple"}
    assert client.post("/change", data={"password": PASSWORD, **new}).status_code == 302
    assert [is_in(client), is_in(other)] == [True, False]
    (left,) = opened(session)
    assert left.is_kept, "it stays signed in as it was"
    user = users.find(session, EMAIL)
    users.set_password(session, user, "tall trees 77", by=users.system_user(session))
    assert not is_in(client)
    assert opened(session) == []


@pytest.mark.usefixtures("ada")
def test_signing_out_ends_the_session_even_for_a_stolen_cookie(app, session, client) -> None:
    enter(client)
    thief = app.test_client()
    thief.set_cookie("session", client.get_cookie("session").value)
    assert is_in(thief)
    client.post("/logout")
    assert not is_in(thief)
    assert opened(session) == []


def test_what_expired_is_forgotten(session) -> None:
    ada = make_user(session)
    for days in (0, 31):
        at = clock.now() - timedelta(days=days)
        services.begin(session, ada, address="", agent="", is_kept=True, now=at)
    assert services.forget(session, now=clock.now()) == 1
    assert len(opened(session)) == 1
