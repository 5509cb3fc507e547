"""``bumen plugin new``: begin a plugin."""

from __future__ import annotations

from pathlib import Path

import click
from flask_babel import gettext as _

from core.scaffold import rules, services


@click.command("new")
@click.argument("name")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder to write into; the current one if not given.",
)
def new(name: str, folder: Path) -> None:
    """Write the distribution of a new plugin NAME with one slice that works at once."""
    written = services.write(name, folder)
    target = folder / rules.names(name)["distribution"]
    click.echo(_("%(count)s files are in %(path)s.", count=len(written), path=target))
    click.echo(_("Next: pip install -e %(path)s", path=target))
    click.echo(_("Then: bumen plugin check %(name)s", name=name))
