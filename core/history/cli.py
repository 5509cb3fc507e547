"""``bumen audit``: prove that nobody touched the audit trail."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from core import chain
from core.db import session

group = AppGroup("audit", help="Prove that nobody touched the audit trail.")


@group.command("verify")
@click.option("--head", default="", help="A head noted earlier; the chain must still contain it.")
def verify(head: str) -> None:
    """Recompute the chain of hashes; exit with 1 and name what was touched.

    Note the head that it prints somewhere else: who can write to the database can make the
    whole chain anew, but not one that contains a head noted before.
    """
    verdict = chain.verify(session(), head)
    for fault in verdict.faults:
        click.echo(fault, err=True)
    click.echo(f"{verdict.entries:,} entries in {verdict.blocks:,} blocks.")
    if verdict.head:
        click.echo(f"Head: {verdict.head}")
    sys.exit(1 if verdict.faults else 0)
