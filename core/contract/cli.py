"""``bumen plugin check``: examine plugins against what they owe the core."""

from __future__ import annotations

import json
import sys

import click

from core.config import settings
from core.contract import suite
from core.contract.suite import Verdict


@click.command("check")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--only", multiple=True, help="Run only this check; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
def check(names: tuple[str, ...], only: tuple[str, ...], as_json: bool) -> None:
    """Examine the plugins NAME... against what they owe the core; exit with 1 on a fault.

    Nothing of the deployment changes: tables are made in a database of their own.
    """
    unknown = sorted(set(only) - suite.checks().keys())
    if unknown:
        raise click.UsageError(f"There is no check {unknown[0]}.")
    found = suite.examine_all(names, settings(), only)
    if as_json:
        click.echo(json.dumps({name: _plain(verdicts) for name, verdicts in found.items()}))
    else:
        for name, verdicts in found.items():
            _print(name, verdicts)
    sys.exit(any(verdict.faults for verdicts in found.values() for verdict in verdicts))


def _plain(verdicts: list[Verdict]) -> dict[str, dict[str, object]]:
    return {
        verdict.check.name: {"faults": verdict.faults, "skipped": verdict.skipped}
        for verdict in verdicts
    }


def _print(name: str, verdicts: list[Verdict]) -> None:
    faults = sum(bool(verdict.faults) for verdict in verdicts)
    for verdict in verdicts:
        if verdict.faults:
            click.echo(f"FAULT {verdict.check.name}: {verdict.check.owed}")
            for fault in verdict.faults:
                click.echo(f"      - {fault}")
            click.echo(f"      {' '.join(verdict.check.remedy.split())}")
        elif verdict.skipped:
            click.echo(f"-     {verdict.check.name}: not examined, {verdict.skipped}")
        else:
            click.echo(f"ok    {verdict.check.name}: {verdict.check.owed}")
    click.echo(f"{name}: {len(verdicts)} checks, {faults} with faults")
