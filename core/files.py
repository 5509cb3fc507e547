"""Uploaded files: kept under the data folder, named by what is in them.

A name that comes from outside is only ever shown; the path is made from the digest.  A column that
holds a digest says so by ``info=files.STORED``, so that no file is deleted that a row refers to.
Only tables of the core have such columns, because those of a plugin that is off are not known.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import db
from core.config import Settings
from core.errors import BusinessError

CHUNK = 2**20
NAME_LENGTH = 150
DIGEST = re.compile(r"[0-9a-f]{64}")
MARK = "bumen.stored_file"
STORED = {MARK: True}
LOCK = "core.files"


@dataclass(frozen=True)
class StoredFile:
    """A file in the store: its digest, the name it came with, its size in bytes."""

    digest: str
    name: str
    size: int


def store(stream: BinaryIO, filename: str) -> StoredFile:
    """Keep a copy of a file; the same content is kept once.

    :raises BusinessError: if it is larger than the deployment allows.
    """
    limit = _settings().max_upload_mb * 2**20
    name = shown_name(filename)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as copy:
        try:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise BusinessError(
                        _(
                            "%(name)s is larger than %(limit)s MiB; split it into smaller files.",
                            name=name,
                            limit=_settings().max_upload_mb,
                        )
                    )
                digest.update(chunk)
                copy.write(chunk)
        except BaseException:
            os.unlink(copy.name)
            raise
    path = _path(digest.hexdigest())
    path.parent.mkdir(exist_ok=True)
    os.replace(copy.name, path)
    return StoredFile(digest.hexdigest(), name, size)


def path_of(digest: str) -> Path:
    """Return where a stored file lies.

    :raises BusinessError: if it is not there any more.
    """
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"Not the digest of a file: {digest!r}")
    path = _path(digest)
    if not path.is_file():
        raise BusinessError(_("The file is not in the store any more; upload it again."))
    return path


def described(name: str, path: Path) -> StoredFile:
    """Describe a file that lies elsewhere and stays there."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return StoredFile(digest, shown_name(name), path.stat().st_size)


def lock(session: Session) -> None:
    """Keep files from being tidied away until the row that refers to a new one is committed."""
    db.lock(session, LOCK)


def tidy(session: Session, digests: Iterable[str]) -> None:
    """Delete those of the stored files that no row refers to; commits, so call it afterwards."""
    wanted = set(digests)
    if wanted:
        lock(session)
        used = sa.union(*(sa.select(one).where(one.in_(wanted)) for one in _columns()))
        for digest in wanted - set(session.scalars(used)):
            _path(digest).unlink(missing_ok=True)
        session.commit()


def referred(connection: sa.Connection) -> set[str]:
    """Return the digests of all stored files that rows refer to."""
    return set(connection.scalars(sa.union(*(sa.select(one) for one in _columns())))) - {None, ""}


def _columns() -> list[sa.Column[str]]:
    tables = db.metadata.tables.values()
    return [one for table in tables for one in table.columns if MARK in one.info]


def shown_name(filename: str) -> str:
    """Return a name from outside as it can be shown: no folders, no control characters."""
    last = re.split(r"[/\\]", filename)[-1]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return plain.strip()[-NAME_LENGTH:] or "file"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["bumen.settings"]
    return settings


def _folder() -> Path:
    return _settings().data_dir / "files"


def _path(digest: str) -> Path:
    return _folder() / digest[:2] / digest
