"""Letting people in from the command line."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.user import services
from core.user.cli import group


def run(app: Flask, *words: str, given: str = "") -> Result:
    return app.test_cli_runner().invoke(group, words, input=given)


def test_a_user_is_made_listed_and_granted_a_role(app: Flask, session: Session) -> None:
    made = run(
        app,
        "create",
        "ada@example.org",
        "--name",
        "Ada",
        "--role",
        "administrator",
        "--password-stdin",
        given="correct horse\n",
    )
    assert made.exit_code == 0, made.output
    user = services.find(session, "ada@example.org")
    assert user is not None
    assert user.is_administrator
    assert "ada@example.org  Ada  administrator" in run(app, "list").output


def test_a_password_is_asked_for_twice(app: Flask, session: Session) -> None:
    run(app, "create", "ada@example.org", given="correct horse\ncorrect horse\n")
    before = services.find(session, "ada@example.org")
    assert before is not None
    old = before.password
    changed = run(app, "password", "ada@example.org", given="battery staple\nbattery staple\n")
    assert changed.exit_code == 0
    session.refresh(before)
    assert before.password != old


def test_a_role_is_added_to_the_others(app: Flask, session: Session) -> None:
    run(app, "create", "ada@example.org", "--password-stdin", given="correct horse\n")
    assert run(app, "grant", "ada@example.org", "administrator").exit_code == 0
    user = services.find(session, "ada@example.org")
    assert user is not None
    assert [role.name for role in user.roles] == ["administrator"]


@pytest.mark.parametrize(
    "words",
    [
        ("grant", "nobody@example.org", "administrator"),
        ("create", "not an address", "--password-stdin"),
        ("create", "ada@example.org", "--password-stdin", "--as", "nobody@example.org"),
    ],
)
def test_what_cannot_be_is_refused(app: Flask, words: tuple[str, ...]) -> None:
    assert isinstance(run(app, *words, given="correct horse\n").exception, BusinessError)
