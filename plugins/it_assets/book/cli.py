"""The depreciation report for the terminal."""

from __future__ import annotations

from datetime import date, datetime

import click

from core.company import today
from core.db import session
from plugins.it_assets.book import services


@click.command("depreciation")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day; today otherwise.")
def report(as_of: datetime | None) -> None:
    """Show what the equipment is worth: cost, depreciation and value by currency."""
    day: date = as_of.date() if as_of else today()
    for currency, one in services.totals(services.sums(session(), day)).items():
        click.echo(f"{day} {currency} {one.count}: {one.cost} - {one.depreciated} = {one.value}")
