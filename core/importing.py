"""Importing: files from outside become rows of ours, or reasons why not.

An importer runs in one transaction.  What is wrong with a file as a whole (missing, wrong
header, cut off) refuses everything before the first write; what is wrong with a row refuses
that row, names it, and lets the others in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click
from flask import Flask, current_app, has_app_context
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.clock import now
from core.db import session
from core.errors import BusinessError
from core.files import described
from core.import_profile import services as made_profiles
from core.import_run import services as runs
from core.profiles import Profile, read_profiles
from core.reports import Report
from core.sources import Source
from core.unpacking import opened
from core.user import services as users
from core.user.models import User
from core.words import remembered

if TYPE_CHECKING:
    from rich.progress import Progress

Tell = Callable[[int, int, str], None]


class Run(Protocol):
    """What an importer does with its files."""

    def __call__(
        self,
        session: Session,
        source: Source,
        *,
        by: User,
        now: datetime,
        progress: Tell,
    ) -> Report:
        """Write what is new; flush, never commit."""


@dataclass(frozen=True)
class Importer:
    """A kind of import that a plugin offers, with its profiles.

    :param area: the area of the rows that come in (see :mod:`core.reach`): of what others imported,
        somebody sees as much as of their rows.
    """

    name: str
    title: Any
    permission: str
    folder: Path
    run: Run
    area: str = ""

    @property
    def profiles(self) -> dict[str, Profile]:
        """The profiles that lie beside the importer, and those that people made."""
        given = read_profiles(self.folder)
        return given | made_profiles.saved(session(), self.name) if has_app_context() else given

    @property
    def pattern(self) -> Profile | None:
        """The profile whose fields people choose columns for: the one called generic, or a first.

        Several files that belong together cannot be mapped by hand.
        """
        single = [one for one in read_profiles(self.folder).values() if len(one.files) == 1]
        return next((one for one in single if one.name == "generic"), single[0] if single else None)

    def profile(self, name: str) -> Profile:
        """Return one profile.

        :raises BusinessError: naming those that there are.
        """
        profiles = self.profiles
        if name not in profiles:
            raise BusinessError(
                _(
                    "There is no profile %(name)s. There are: %(names)s.",
                    name=name,
                    names=", ".join(profiles),
                ),
                field="profile",
            )
        return profiles[name]

    def detect(self, files: Mapping[str, Path]) -> Profile:
        """Return the profile whose files these are.

        :raises BusinessError: if the files fit none.
        """
        profiles = self.profiles
        if len(profiles) == 1:
            return next(iter(profiles.values()))  # reading it tells what does not fit
        for profile in profiles.values():
            try:
                Source(profile, files)
            except BusinessError:
                continue
            return profile
        raise BusinessError(
            _("These files fit none of the profiles; choose one to see what is missing."),
            field="profile",
        )


def init_app(app: Flask, importers: Iterable[Importer]) -> None:
    """Register the importers of the core and of the plugins."""
    plugins = app.extensions["bumen.loaded"].plugins
    everything = [*importers, *(one for p in plugins for one in getattr(p.module, "importers", ()))]
    app.extensions["bumen.importers"] = {importer.name: importer for importer in everything}


def registered() -> dict[str, Importer]:
    """Return the importers of the current app by name."""
    known: dict[str, Importer] = current_app.extensions["bumen.importers"]
    return known


def group(**importers: Importer) -> click.Group:
    """Return the commands of a plugin that imports several kinds of records, each by its word.

    ``group(products=importer)`` is ``bumen catalog import products --profile olist PATH``.
    """
    subcommands = {word: command(one, word) for word, one in importers.items()}
    return click.Group("import", subcommands, help=str(_l("Import files")))


def command(importer: Importer, name: str = "import") -> click.Command:
    """Return the command that runs an importer: ``bumen orders import --profile olist PATH``."""

    @click.command(name, help=str(importer.title))
    @click.argument("path", type=click.Path(path_type=Path))
    @click.option("--profile", "profile_name", help="Which platform the files come from.")
    @click.option("--check", is_flag=True, help="Only report; write nothing.")
    @click.option("--as", "email", help="The user to act for; the system otherwise.")
    def run(path: Path, profile_name: str | None, check: bool, email: str | None) -> None:
        by = users.command_user(session(), email)
        with opened(path) as files, remembered():
            profile = importer.profile(profile_name) if profile_name else importer.detect(files)
            with _bar() as bar:
                task = bar.add_task("", total=None)

                def tell(done: int, total: int, text: str) -> None:
                    bar.update(task, completed=done, total=total, description=text)

                source = Source(profile, files)
                report = importer.run(session(), source, by=by, now=now(), progress=tell)
            if check:
                session().rollback()
            else:
                runs.record(
                    session(),
                    [described(one.name, one.path) for one in source.tables.values()],
                    report,
                    importer=importer.name,
                    profile=profile.name,
                    by=by,
                    now=now(),
                )
                session().commit()
        for line in report.text_lines():
            click.echo(line)

    return run


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    # The bar goes when it is done, so that a refusal is one sentence.
    return Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
