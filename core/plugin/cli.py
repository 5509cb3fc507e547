"""``bumen plugin``: see which plugins there are, switch them, and take their records out and in."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from packaging.version import InvalidVersion, Version

from core import dumping, quarantine
from core.archive import importer
from core.archive import services as archive
from core.archive.services import Actor
from core.clock import now
from core.config import Settings
from core.db import db, session
from core.errors import BusinessError
from core.manifest import API_LEVEL
from core.plan import rules
from core.plan import services as plans
from core.plan.rules import Action, Plan
from core.plugin import services
from core.plugin.services import Change
from core.user import services as users

PATIENCE_SECONDS = 10.0
LOOK_SECONDS = 0.05
group = AppGroup("plugin", help="See which plugins there are, and switch them on and off.")
as_user = click.option("--as", "email", help="E-mail address of the user who does it.")


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def list_plugins(as_json: bool) -> None:
    """Print every plugin with its version, its state and the reason."""
    found = services.everything(_settings())
    loaded = current_app.extensions["bumen.loaded"]
    # A command runs with plugins whose tables are not made yet; a server leaves them out.
    waiting = quarantine.unmigrated(_settings().database_url, found, loaded.enabled)
    statuses = [
        replace(status, state="broken", reason=waiting[status.name])
        if status.name in waiting and status.state == "enabled"
        else status
        for status in loaded.statuses
    ]
    if not as_json:
        for status in statuses:
            line = f"{status.name} {status.version or '-'}: {status.state}"
            click.echo(f"{line} ({status.reason})" if status.reason else line)
        return
    facts = []
    for status in statuses:
        manifest = found[status.name].manifest if status.name in found else None
        facts.append(
            {
                "name": status.name,
                "title": str(status.title),
                "version": status.version,
                "state": status.state,
                "reason": str(status.reason),
                "requires": manifest.requires if manifest else {},
                "bundled": status.bundled,
                "api": manifest.api if manifest else None,
            }
        )
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2))


@group.command("plan")
@click.argument("action", type=click.Choice(["enable", "disable", "purge"]))
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def plan(action: str, name: str, as_json: bool) -> None:
    """Print what ACTION would change, and change nothing."""
    made = plans.plan(session(), cast(Action, action), name, settings=_settings())
    if as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False, indent=2, default=str))
    else:
        _show(made)


@group.command("enable")
@click.argument("name")
@as_user
def enable(name: str, email: str | None) -> None:
    """Switch NAME and what it requires on."""
    change = _change(services.enable, name, email)
    for one in change.names:
        click.echo(_("Enabled: %(name)s", name=one))
    for withheld in change.withheld:
        click.echo(str(withheld), err=True)
    click.echo(_("It is on now. %(told)s", told=_wait_for_everyone()))


@group.command("disable")
@click.argument("name")
@as_user
def disable(name: str, email: str | None) -> None:
    """Switch NAME off; its data stays."""
    for one in _change(services.disable, name, email).names:
        click.echo(_("Disabled: %(name)s", name=one))
    click.echo(_("It is off now; its data stays. %(told)s", told=_wait_for_everyone()))


@group.command("check-upgrade")
@click.option("--api", type=int, default=API_LEVEL, show_default=True, help="The new API level.")
@click.option("--with", "given", multiple=True, metavar="NAME==VERSION", help="A new version.")
def check_upgrade(api: int, given: tuple[str, ...]) -> None:
    """Say which plugins would not fit after an upgrade; exit with 1 if some."""
    versions = dict(map(_version, given))
    reasons = plans.misfits(services.everything(_settings()), api=api, versions=versions)
    for name, reason in reasons.items():
        click.echo(f"{name}: {reason}")
    if not reasons:
        click.echo(_("All plugins would fit."))
    sys.exit(1 if reasons else 0)


@group.command("export")
@click.argument("name")
@click.option("--to", "to", required=True, type=click.Path(path_type=Path, dir_okay=False))
@as_user
def export(name: str, to: Path, email: str | None) -> None:
    """Write all records of NAME into a zip file, from which they can be restored."""
    by = users.command_user(session(), email)
    with dumping.written(to) as part:
        made = archive.export_plugin(session(), name, part, settings=_settings(), by=by, now=now())
    session().commit()
    click.echo(_("Exported: %(name)s, %(count)s rows", name=name, count=f"{made.row_count:,}"))


@group.command("purge")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_user
def purge(name: str, yes: bool, email: str | None) -> None:
    """Delete all records and tables of NAME, which is off and exported."""
    made = plans.plan(session(), "purge", name, settings=_settings())
    _wait_for_everyone()
    hindrance = archive.hindrance(session(), name, settings=_settings(), now=now())
    if hindrance:
        raise BusinessError(hindrance)
    if not yes:
        _show(made)
        click.confirm(_("Delete this for good?"), abort=True)
    user = users.command_user(session(), email)
    by = Actor(user.id, user.name)
    session().commit()
    session().close()  # the removal has a transaction of its own
    everything = services.everything(_settings())
    archive.purge(db.engine, everything[name], everything, by=by)
    click.echo(_("Removed: %(name)s, %(count)s rows", name=name, count=f"{made.row_count:,}"))


@group.command("restore")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@as_user
def restore(path: Path, email: str | None) -> None:
    """Put the records of an exported plugin back; it is on and its tables are empty."""
    by = users.command_user(session(), email)
    contents = importer.restore(session(), path, settings=_settings(), by=by)
    session().commit()
    count = f"{sum(contents.counts.values()):,}"
    click.echo(_("Restored: %(name)s, %(count)s rows", name=contents.plugin, count=count))


def _change(service: Callable[..., Change], name: str, email: str | None) -> Change:
    by = users.command_user(session(), email)
    changed = service(session(), name, settings=_settings(), by=by)
    session().commit()
    return changed


def _wait_for_everyone() -> str:
    """Give the processes that run a moment to follow; return how many have."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not services.everyone_switched(session(), now=now()) and time.monotonic() < until:
        session().rollback()  # or the next look would see what this one saw
        time.sleep(LOOK_SECONDS)
    count = services.workers(session(), now=now())
    session().rollback()
    if not count.total:
        return _("No server is running.")
    return _(
        "%(current)s of %(total)s running processes follow.",
        current=count.current,
        total=count.total,
    )


def _show(made: Plan) -> None:
    for section in rules.in_words(made):
        click.echo(section.title)
        for line in section.lines:
            click.echo(f"  {line}")


def _version(text: str) -> tuple[str, str]:
    name, _equal, version = text.partition("==")
    try:
        return name, str(Version(version))
    except InvalidVersion as error:
        raise BusinessError(
            _("Write NAME==VERSION, such as orders==2.0, not %(text)s.", text=text)
        ) from error


def _settings() -> Settings:
    settings: Settings = current_app.extensions["bumen.settings"]
    return settings
