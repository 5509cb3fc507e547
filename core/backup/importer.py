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
from core.loader import Found, ordered
from core.migrate import Stream
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

    :ivar left_out: plugins that are not installed here, or lack one that they require; their
        records stay in the backup.
    :ivar applied: revisions that were newer than the backup.
    :ivar strays: tables that no plugin makes; their rows stay in the backup, too.
    :ivar has_key: whether what was encrypted there can be read here.
    """

    contents: Contents
    left_out: list[str]
    applied: list[str]
    strays: list[str]
    held: Held
    has_key: bool


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
        has_key = _has_key(zipped, contents, settings)
        strays: list[str] = []
        held = Held()

        def fill(connection: sa.Connection) -> None:
            made = _fill(connection, zipped, contents, streams)
            strays[:] = _strays(contents, left_out, made)

        def finish(connection: sa.Connection) -> None:
            nonlocal held
            if not keep_outbox:
                held = _hold_back(connection)
            _put_files(zipped, contents, settings)

        applied = migrate.rebuild(
            engine,
            streams,
            contents.revisions,
            fill=fill,
            then=finish,
        )
    shutil.rmtree(settings.data_dir / STAGE, ignore_errors=True)
    return Restored(contents, left_out, applied, strays, held, has_key)


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


def _has_key(zipped: ZipFile, contents: Contents, settings: Settings) -> bool:
    if settings.secret_key is None:
        return KEY in contents.files
    # A backup without a key was made where the variable is set, as it is here.
    return KEY not in contents.files or zipped.read(KEY).decode() == settings.secret()


def _streams(contents: Contents, found: Mapping[str, Found]) -> tuple[list[Stream], list[str]]:
    """Return the streams whose tables can be made, the core's first, and the names of others."""
    known = {"core": migrate.CORE}
    for name in ordered(contents.revisions, found):
        stream, facts = stream_of(found[name]), found[name].manifest
        needed = contents.revisions.keys() & (facts.requires.keys() if facts else ())
        if stream is not None and needed <= known.keys():
            known[name] = stream
    streams = list(known.values())
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
) -> list[str]:
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
    return made


def _strays(contents: Contents, left_out: list[str], made: list[str]) -> list[str]:
    """Return the tables that somebody made by hand beside those of the plugins."""
    return sorted(
        table
        for table in contents.columns.keys() - set(made)
        if not any(schema.owned(table, name, contents.revisions) for name in left_out)
    )


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
