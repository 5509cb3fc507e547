"""``bumen setting``: read and change settings from the command line."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from core.db import session
from core.setting import services

group = AppGroup("setting", help="Read and change settings.")


@group.command("list")
def list_settings() -> None:
    """Print every setting with its value."""
    specs = services.declared()
    for name, value in services.read(session(), *specs).items():
        click.echo(f"{name} = {value}")


@group.command("get")
@click.argument("name")
def get(name: str) -> None:
    """Print one setting."""
    if name not in services.declared():
        raise click.UsageError(f"There is no setting {name}.")
    click.echo(services.read(session(), name)[name])


@group.command("set")
@click.argument("name")
@click.argument("value")
def change(name: str, value: str) -> None:
    """Change one setting."""
    services.change(session(), name, value)
    session().commit()
    click.echo(f"{name} = {value}")
