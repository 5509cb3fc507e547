from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.orm import Session

from core import clock
from core.backup import importer, services
from core.backup.importer import Restored
from core.backup.services import Backup
from core.config import Settings
from core.db import engine_for
from core.document.models import Paper


@dataclass(frozen=True)
class Deployment:
    """A database and a data folder, of which backups are made and to which they come back."""

    settings: Settings

    @property
    def engine(self) -> sa.Engine:
        return engine_for(self.settings.database_url)

    @contextmanager
    def session(self) -> Iterator[Session]:
        with Session(self.engine) as session:
            yield session

    def back_up(self, path: Path) -> Backup:
        with self.session() as session:
            made = services.create(
                session, path, path.name, settings=self.settings, now=clock.now()
            )
            session.commit()
            return made

    def restore(self, path: Path, *, keep_outbox: bool = False) -> Restored:
        return importer.restore(self.engine, path, settings=self.settings, keep_outbox=keep_outbox)

    def stored(self) -> list[str]:
        """Whatever lies where stored files do, by name."""
        folder = self.settings.data_dir / "files"
        return sorted(one.name for one in folder.glob("**/*") if one.is_file())

    def with_plugins_of(self, folder: Path) -> Deployment:
        return Deployment(self.settings.model_copy(update={"plugin_path": str(folder)}))

    def with_key(self, key: str | None) -> Deployment:
        secret = None if key is None else SecretStr(key)
        return Deployment(self.settings.model_copy(update={"secret_key": secret}))

    def tables(self) -> list[str]:
        return sa.inspect(self.engine).get_table_names()


@pytest.fixture
def running(session, settings, tmp_path) -> Deployment:
    """The deployment of this test, with a folder and a key of its own."""
    own = {"data_dir": tmp_path / "running", "secret_key": None}
    return Deployment(settings.model_copy(update=own))


@pytest.fixture
def paper(session, ada, running) -> Path:
    """Where a stored file lies that a record refers to."""
    content = b"%PDF, or so"
    digest = hashlib.sha256(content).hexdigest()
    path = running.settings.data_dir / "files" / digest[:2] / digest
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    now = clock.now()
    facts = {"name": "receipt", "keys": [], "label": "收据", "created_at": now, "made_at": now}
    session.add(Paper(created_by_id=ada.id, digest=digest, size=len(content), **facts))
    session.commit()
    return path


@pytest.fixture
def empty(place, settings, tmp_path) -> Deployment:
    """An empty database, of the kind that is asked for, and an empty folder."""
    own = {"database_url": place, "data_dir": tmp_path / "empty", "secret_key": None}
    return Deployment(settings.model_copy(update=own))
