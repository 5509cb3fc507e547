"""How often an address may be wrong, and which passwords are good enough."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core import passwords
from core.history.models import Entry
from core.setting import services as settings
from core.user import services

EMAIL, PASSWORD = "ada@example.org", "correct horse"


@pytest.fixture
def ada(session):
    by = services.system_user(session)
    services.create_user(
        session, email=EMAIL, name="林晓晓", password=PASSWORD, roles=["administrator"], by=by
    )
    session.commit()


@pytest.fixture
def three(app, monkeypatch):
    monkeypatch.setattr(app.extensions["bumen.settings"], "sign_in_rate", "3 per hour")


def enter(client, email=EMAIL, password=PASSWORD, address="192.0.2.7"):
    return client.post(
        "/login",
        data={"email": email, "password": password},
        environ_base={"REMOTE_ADDR": address},
        headers={"Accept-Language": "en"},
    )


@pytest.mark.usefixtures("ada", "three")
def test_an_address_is_closed_whatever_the_accounts(session, client) -> None:
    for number in range(3):
        assert enter(client, f"user{number}@example.org").status_code == 422
    refused = enter(client)
    assert refused.status_code == 429
    assert "Too many wrong attempts came from your network" in refused.text
    told = session.scalars(select(Entry).where(Entry.model == "sign_in").order_by(Entry.id)).all()
    assert [one.label for one in told[:3]] == [f"user{number}@example.org" for number in range(3)]
    # One entry says that the address is closed; what it sends then writes nothing.
    assert [one.changes for one in told[3:]] == [
        {"address": [None, "192.0.2.7"], "why": [None, "closed"]}
    ]
    assert enter(client, address="192.0.2.8").status_code == 302, "others come in"


@pytest.mark.usefixtures("ada", "three")
def test_an_address_is_not_closed_by_those_who_come_in(client) -> None:
    for _time in range(4):
        assert enter(client).status_code == 302
        client.post("/logout")


@pytest.mark.usefixtures("ada", "three")
def test_wrong_passwords_of_an_account_close_the_address_too(client) -> None:
    for _time in range(3):
        assert enter(client, password="wrong").status_code == 422
    assert enter(client).status_code == 429


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("larch&Spru7", "at least 12"),
        ("password1234", "among the first"),
        ("qwertyuiop12", "among the first"),
        ("abcabcabcabcabc", "among the first"),
        ("my-ADA.lovelace-9!", "contains"),
        ("林晓晓的密码非常长而且很难猜", "contains"),
    ],
)
def test_a_poor_password_is_refused_wherever_it_is_set(
    app, session, sign_in, password, told
) -> None:
    about = ("ada.lovelace@example.org", "林晓晓")
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert told.replace("contains", "does not contain") in (
            passwords.fault(session, password, *about) or ""
        )
    client = sign_in("*")
    person = {"email": about[0], "name": about[1], "password": password, "language": "en"}
    answer = client.post("/core/user/create", data=person, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert services.find(session, about[0]) is None


@pytest.mark.usefixtures("ada")
def test_a_change_of_ones_own_is_held_to_the_rule_and_a_setting_says_how_long(
    session, client
) -> None:
    enter(client)
    settings.change(session, "password.length", "13")
    for new, answered in (("password1234", 422), ("tall-trees-7", 422), ("tall-trees-78", 302)):
        data = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
        assert client.post("/change", data=data).status_code == answered


def test_a_long_password_is_read_in_a_moment(session) -> None:
    assert passwords.fault(session, "larch and spruce " * 20, "a@b.example", "A") is None
