"""Writing a backup while everybody works on.  Services flush; they never commit."""

from __future__ import annotations

import errno
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import audit, dumping, files, migrate
from core.backup.rules import KEY, STORED, Contents
from core.config import Settings
from core.dumping import FileFact
from core.errors import BusinessError
from core.migrate import Stream
from core.refilling import CHUNK, MANIFEST
from core.schema import VERSION_TABLE
from core.search import is_search_table

COMMAND = "bumen backup create"


@dataclass(frozen=True)
class Backup:
    """A backup that was written.

    :ivar lacking: stored files that records refer to, but that are gone or not what they were.
    """

    contents: Contents
    lacking: list[str]


def create(session: Session, to: Path, name: str, *, settings: Settings, now: datetime) -> Backup:
    """Write all records and stored files into a zip file, as they were at one moment.

    :param name: what the history calls the file.
    :raises BusinessError: if there are no tables, or a column cannot be written exactly.
    """
    with dumping.still(session.get_bind().engine) as connection:
        revisions = _revisions(connection)
        if "core" not in revisions:
            raise BusinessError(_("There are no tables yet. Run: bumen db upgrade"))
        tables = _tables(connection)
        columns = {one.name: dumping.kinds(one) for one in tables}
        with ZipFile(to, "w", ZIP_DEFLATED) as zipped:
            made, counts = dumping.dump(connection, zipped, tables)
            made |= _copied(zipped, settings)
            contents = Contents(version("bumen"), now.isoformat(), revisions, columns, counts, made)
            zipped.writestr(MANIFEST, contents.to_json())
        whole = {made[name].sha256 for name in contents.stored if name.endswith(made[name].sha256)}
        lacking = sorted(files.referred(connection) - whole)
    audit.event(session, "file", audit.EXPORT, name, {"address": [None, COMMAND]})
    return Backup(contents, lacking)


def _revisions(connection: sa.Connection) -> dict[str, str]:
    names = [
        table.removeprefix(VERSION_TABLE)
        for table in sa.inspect(connection).get_table_names()
        if table.startswith(VERSION_TABLE)
    ]
    found = {name: migrate.current(connection, Stream(name, Path())) for name in sorted(names)}
    return {name: revision for name, revision in found.items() if revision}


def _tables(connection: sa.Connection) -> list[sa.Table]:
    names = sa.inspect(connection).get_table_names()
    return dumping.reflected(
        connection,
        sorted(
            one for one in names if not is_search_table(one) and not one.startswith(VERSION_TABLE)
        ),
    )


def _copied(zipped: ZipFile, settings: Settings) -> dict[str, FileFact]:
    """Copy the stored files and the key that signs cookies."""
    folder, made = settings.data_dir, {}
    names = [one.relative_to(folder).as_posix() for one in (folder / "files").glob("*/*")]
    wanted = sorted(name for name in names if STORED.fullmatch(name))
    if settings.secret_key is None:
        settings.secret()
        wanted.append(KEY)
    for name in wanted:
        with suppress(FileNotFoundError), (folder / name).open("rb") as source:
            made[name] = _copy(zipped, name, source)
    return made


def _copy(zipped: ZipFile, name: str, source: BinaryIO) -> FileFact:
    digest, size = hashlib.sha256(), 0
    about = ZipInfo(name)
    about.compress_type = ZIP_STORED  # pictures and PDFs do not get smaller
    with zipped.open(about, "w", force_zip64=True) as target:
        while chunk := _read(source):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return FileFact(digest.hexdigest(), size)


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(CHUNK)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return b""  # the disk has lost the rest: a file that is told as damaged
