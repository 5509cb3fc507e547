"""``bumen user``: let people in from the command line."""

from __future__ import annotations

import sys
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from core.db import session
from core.errors import BusinessError
from core.user import queries, services
from core.user.models import User

group = AppGroup("user", help="Users and their roles.")
from_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of input."
)
acting = click.option("--as", "acting", metavar="EMAIL", help="Who does it; else the system.")


@group.command("list")
def list_users() -> None:
    """Print every user with the roles."""
    for user in session().scalars(queries.everybody()):
        roles = ", ".join(role.name for role in user.roles)
        off = "" if user.active else "  (inactive)"
        click.echo(f"{user.email}  {user.name}  {roles}{off}")


@group.command("create")
@click.argument("email")
@click.option("--name", default="", help="The name that others see; else the address.")
@click.option("--role", "roles", multiple=True, help="A role; may be given several times.")
@click.option("--language", default="", type=click.Choice(["", "zh_Hans", "en"]))
@from_stdin
@acting
def create(email: str, password_stdin: bool, acting: str | None, **person: Any) -> None:
    """Let somebody in."""
    by = services.command_user(session(), acting)
    password = _password(password_stdin)
    services.create_user(session(), email=email, password=password, by=by, **person)
    session().commit()
    click.echo(f"{email} may sign in.")


@group.command("password")
@click.argument("email")
@from_stdin
@acting
def password(email: str, password_stdin: bool, acting: str | None) -> None:
    """Set a new password; open sessions end."""
    user = _user(email)
    by = services.command_user(session(), acting)
    services.set_password(session(), user, _password(password_stdin), by=by)
    session().commit()
    click.echo(f"{email} has a new password.")


@group.command("grant")
@click.argument("email")
@click.argument("role")
@acting
def grant(email: str, role: str, acting: str | None) -> None:
    """Give somebody one more role."""
    user = _user(email)
    services.edit_user(
        session(),
        user,
        name=user.name,
        language=user.language,
        active=user.active,
        roles={role, *(one.name for one in user.roles)},
        by=services.command_user(session(), acting),
    )
    session().commit()
    click.echo(f"{email} has the role {role}.")


def _user(email: str) -> User:
    user = services.find(session(), email)
    if user is None:
        raise BusinessError(_("There is no user %(email)s.", email=email))
    return user


def _password(password_stdin: bool) -> str:
    if password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer
