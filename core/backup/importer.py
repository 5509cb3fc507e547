"""Bringing a deployment back from a backup, whatever kind of database it was made from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import chain, dumping, migrate, refilling, schema
from core.backup import rules
from core.backup.rules import KEY, Contents
from core.channel import services as channels
from core.config import Settings
from core.errors import BusinessError
from core.loader import Found
from core.migrate import ENVIRONMENT, Stream
from core.plugin import services as plugins
from core.quarantine import stream_of
from core.refilling import DamagedError
from core.user.services import system_user
from core.webhook import services as webhooks

STAGE = "files/restoring"
MANIFEST_SIZE = 2**30  # it names each stored file, of which there may be millions


@dataclass(frozen=True)
class Held:
    """What is not sent although it waited.

    :ivar messages: how many of them waited in the outbox.
    :ivar webhooks: those that are told nothing until somebody lets them go on.
    """

    messages: int = 0
    webhooks: Sequence[str] = ()


@dataclass(frozen=True)
class Restored:
    """What came back.

    :ivar left_out: plugins that are not installed here; their records stay in the backup.
    :ivar applied: revisions that were newer than the backup.
    """

    contents: Contents
    left_out: list[str]
    applied: list[str]
    held: Held


def verify(path: Path) -> Contents:
    """Read a whole backup: every file is what it was, every row can be read.

    :raises BusinessError: saying what is wrong.
    """
    with refilling.refusing(path), ZipFile(path) as zipped:
        contents = _told(zipped, path)
        refilling.check_files(zipped, contents.files, path.stat().st_size)
        for table, known in contents.columns.items():
            count = sum(1 for _row in refilling.rows(zipped, table, known))
            refilling.check_count(table, count, contents.counts[table])
    return contents


def restore(
    engine: sa.Engine, path: Path, *, settings: Settings, keep_outbox: bool = False
) -> Restored:
    """Make all tables and stored files as they were, then bring the tables up to date.

    The database has no tables yet, and the data folder no stored files.  The files come first:
    without a row they do nothing, so a restore that is cut off loses none and can begin anew.

    :param keep_outbox: whether what waited to be told to people and other systems still is told.
    :raises BusinessError: if it is not so, or the backup is damaged or of a newer version.
    """
    with refilling.refusing(path), ZipFile(path) as zipped:
        contents = _told(zipped, path)
        _refuse_filled(engine, contents, settings)
        refilling.check_files(zipped, contents.files, path.stat().st_size)
        streams, left_out = _streams(contents, plugins.everything(settings))
        held = Held()

        def finish(connection: sa.Connection) -> None:
            nonlocal held
            if not keep_outbox:
                held = _hold_back(connection)
            _put_files(zipped, contents, settings)

        applied = migrate.rebuild(
            engine,
            streams,
            contents.revisions,
            fill=lambda connection: _fill(connection, zipped, contents, streams),
            then=finish,
        )
    shutil.rmtree(settings.data_dir / STAGE, ignore_errors=True)
    return Restored(contents, left_out, applied, held)


def _told(zipped: ZipFile, path: Path) -> Contents:
    # A stored file takes more room in the backup than its lines in the manifest.
    most = min(MANIFEST_SIZE, refilling.SMALL + path.stat().st_size)
    return rules.parse(refilling.manifest(zipped, most))


def _refuse_filled(engine: sa.Engine, contents: Contents, settings: Settings) -> None:
    if sa.inspect(engine).get_table_names():
        raise BusinessError(
            _(
                "The database has tables already; a backup is restored into an empty database "
                "only. Set BUMEN_DATABASE_URL to a new one."
            )
        )
    folder, stage = settings.data_dir, settings.data_dir / STAGE
    kept = [one for one in (folder / "files").glob("*/*") if one.parent != stage]
    found = {one.relative_to(folder).as_posix() for one in kept}
    if stage.exists():  # a restore was cut off; what it put there is put there again
        found -= set(contents.stored)
    if found:
        raise BusinessError(
            _(
                "The folder %(folder)s holds stored files already. Set BUMEN_DATA_DIR to a new "
                "one.",
                folder=folder,
            )
        )


def _streams(contents: Contents, found: Mapping[str, Found]) -> tuple[list[Stream], list[str]]:
    """Return the streams whose tables can be made, the core's first, and the names of others."""
    known = {"core": Stream("core", ENVIRONMENT / "versions")}
    known |= {name: one for name in found if (one := stream_of(found[name])) is not None}
    streams = [known[name] for name in ("core", *contents.revisions) if name in known]
    streams = [one for one in dict.fromkeys(streams) if one.name in contents.revisions]
    for one in streams:
        if contents.revisions[one.name] not in migrate.steps(one):
            raise BusinessError(
                _(
                    "The backup is of a newer version of %(name)s: revision %(revision)s is not "
                    "known here. Install that version first.",
                    name=one.name,
                    revision=contents.revisions[one.name],
                )
            )
    return streams, sorted(contents.revisions.keys() - known.keys())


def _fill(
    connection: sa.Connection, zipped: ZipFile, contents: Contents, streams: list[Stream]
) -> None:
    made = [
        table
        for one in streams
        for table in schema.data_tables(connection, one.name, contents.revisions)
    ]
    tables = dumping.reflected(connection, made)
    for table in tables:
        if dumping.kinds(table) != contents.columns.get(table.name):
            raise DamagedError(_("its tables or columns are not those of the plugin"))
    refilling.fill(connection, zipped, tables, contents.columns, contents.counts)


def _hold_back(connection: sa.Connection) -> Held:
    """Let nothing be sent that waited: the deployment that was backed up has sent it by now."""
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        why = _("It waited when the backup was made, and was held back when that was restored.")
        session.info["actor"] = by = system_user(session)
        messages, paused = channels.hold_back(session, why), webhooks.pause_all(session, by=by)
        chain.seal(session)  # it is the connection that commits
        return Held(messages, [one.name for one in paused])


def _put_files(zipped: ZipFile, contents: Contents, settings: Settings) -> None:
    """Unpack the stored files and the key; if one has no room, none is left.

    The folder in which they are unpacked stays until the rows are committed: whoever finds it
    knows that the stored files beside it have no rows.
    """
    folder, stage = settings.data_dir, settings.data_dir / STAGE
    key = {KEY} & contents.files.keys() if settings.secret_key is None else set()
    moved: list[Path] = []
    try:
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(parents=True)
        for name in (*contents.stored, *key):
            _unpack(zipped, name, stage / Path(name).name)
        for name in (*contents.stored, *key):
            (folder / name).parent.mkdir(exist_ok=True)
            (stage / Path(name).name).replace(folder / name)
            if name != KEY:
                moved.append(folder / name)
        os.sync()  # rows that survive a loss of power must not be without their files
    except BaseException:
        for one in moved:
            one.unlink(missing_ok=True)
        shutil.rmtree(stage, ignore_errors=True)
        raise


def _unpack(zipped: ZipFile, name: str, target: Path) -> None:
    target.touch(mode=0o600)  # what it holds only some may see
    try:
        with zipped.open(name) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    except OSError as error:
        error.filename = error.filename or str(target)
        raise
