"""``bumen backup``: the whole of a deployment in one file."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from core import dumping
from core.backup import importer, services
from core.backup.importer import Held
from core.backup.rules import Contents
from core.clock import now
from core.config import Settings
from core.db import db, session

NAMED = 5
group = AppGroup("backup", help="Keep all records and stored files safe in one file.")
existing = click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True))


@group.command("create")
@click.option(
    "--to",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; there is none of that name yet.",
)
def create(to: Path) -> None:
    """Write all records and stored files into a zip file; the server may go on meanwhile."""
    with dumping.written(to) as part:
        part.touch(mode=0o600)  # it holds what only some may see, and the key that signs cookies
        made = services.create(session(), part, to.name, settings=_settings(), now=now())
    session().commit()
    click.echo(_("Backed up: %(name)s", name=to))
    _tell(made.contents)
    if made.lacking:
        click.echo(
            _(
                "%(count)s stored files are gone or damaged that records refer to: %(names)s",
                count=len(made.lacking),
                names=", ".join(made.lacking[:NAMED]),
            ),
            err=True,
        )


@group.command("verify")
@existing
def verify(path: Path) -> None:
    """Read a whole backup and say whether it can be restored; nothing is written."""
    contents = importer.verify(path)
    click.echo(_("The backup is whole. It was made at %(moment)s.", moment=contents.made_at))
    _tell(contents)


@group.command("restore")
@existing
@click.option(
    "--keep-outbox", is_flag=True, help="Send what waited when the backup was made; see the manual."
)
def restore(path: Path, keep_outbox: bool) -> None:
    """Bring everything back into an empty database, of whichever kind, and an empty folder."""
    restored = importer.restore(db.engine, path, settings=_settings(), keep_outbox=keep_outbox)
    click.echo(_("Restored: %(name)s", name=path))
    _tell(restored.contents)
    _tell_held(restored.held)
    if not restored.has_key:
        click.echo(
            _(
                "The key is not that of the backup: second steps of signing in and addresses of "
                "channels cannot be read. Set BUMEN_SECRET_KEY to the key that was used there."
            ),
            err=True,
        )
    for revision in restored.applied:
        click.echo(f"applied {revision}")
    if restored.left_out:
        click.echo(
            _(
                "Not installed here, so their records were left out: %(names)s",
                names=", ".join(restored.left_out),
            ),
            err=True,
        )
    if restored.strays:
        click.echo(
            _(
                "No plugin makes these tables, so they were left out: %(names)s",
                names=", ".join(restored.strays),
            ),
            err=True,
        )
    click.echo(_("Prove it: bumen audit verify && bumen check"))


def _tell(contents: Contents) -> None:
    click.echo(
        _(
            "%(rows)s rows of %(tables)s tables, %(files)s stored files",
            rows=f"{contents.row_count:,}",
            tables=f"{len(contents.counts):,}",
            files=f"{len(contents.stored):,}",
        )
    )


def _tell_held(held: Held) -> None:
    if held.messages:
        click.echo(
            _(
                "%(count)s messages that waited in the outbox are held back: they are never sent.",
                count=f"{held.messages:,}",
            )
        )
    if held.webhooks:
        click.echo(
            _(
                "These webhooks are paused until somebody lets them go on: %(names)s",
                names=", ".join(held.webhooks),
            )
        )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["bumen.settings"]
    return settings
