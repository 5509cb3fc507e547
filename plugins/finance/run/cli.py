"""``bumen finance settle`` and ``bumen finance statements``."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from core import exporting
from core.clock import now
from core.company import company
from core.db import session
from core.user import services as users
from plugins.finance.run import services
from plugins.finance.settlement import queries

DAY = click.DateTime(["%Y-%m-%d"])
HEADER = (
    "supplier_code",
    "period_from",
    "period_to",
    "line_count",
    "gross",
    "commission",
    "refunds",
    "adjustments",
    "carried_in",
    "net",
    "state",
)


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


@click.command("statements")
@click.option("--from", "period_from", type=DAY, required=True, help="First day of the period.")
@click.option("--to", "period_to", type=DAY, required=True, help="The day after its last day.")
@click.option("--format", "form", type=click.Choice(["csv", "table"]), default="table")
def statements(period_from: datetime, period_to: datetime, form: str) -> None:
    """Print the statements of a period, by supplier."""
    found = session().scalars(queries.of_period(period_from.date(), period_to.date()))
    rows = (
        [
            value.value if name == "state" else value
            for name, value in ((name, getattr(statement, name)) for name in HEADER)
        ]
        for statement in found
    )
    if form == "csv":
        exporting.write_csv(sys.stdout, HEADER, rows)
        return
    for row in (HEADER, *rows):
        click.echo("\t".join(map(str, row)))
