"""``bumen finance settle``."""

from __future__ import annotations

from datetime import datetime

import click

from core.clock import now
from core.company import company
from core.db import session
from core.user import services as users
from plugins.finance.run import services

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("settle")
@click.option("--from", "period_from", type=DAY, required=True, help="First day of the period.")
@click.option("--to", "period_to", type=DAY, required=True, help="The day after its last day.")
@click.option("--as", "email", help="The user to act for; the system otherwise.")
def settle(period_from: datetime, period_to: datetime, email: str | None) -> None:
    """Build the statements of a period; the same period again adds only what is new."""
    result = services.settle(
        session(),
        services.payable_sources(),
        period_from=period_from.date(),
        period_to=period_to.date(),
        currency=company().currency,
        by=users.command_user(session(), email),
        now=now(),
    )
    session().commit()
    for line in result.text_lines():
        click.echo(line)
