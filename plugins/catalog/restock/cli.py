"""``bumen catalog restock``."""

from __future__ import annotations

from datetime import datetime

import click

from core.company import today
from core.db import session
from core.user import services as users
from plugins.catalog.restock import services


@click.command("restock")
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="The day whose figures count; today otherwise."
)
@click.option("--as", "email", help="The user to act for; the system otherwise.")
def restock(on: datetime | None, email: str | None) -> None:
    """Suggest what to restock; the same run again changes nothing."""
    outcome = services.run(
        session(), by=users.command_user(session(), email), on=today() if on is None else on.date()
    )
    session().commit()
    click.echo(outcome.text)
