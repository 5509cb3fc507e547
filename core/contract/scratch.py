"""An empty database beside the real one, gone when the examination is over."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from core.db import dispose


@contextmanager
def database(beside: str) -> Iterator[str]:
    """Make an empty database of the same kind and return its address.

    Where PostgreSQL does not allow that, it is one of SQLite.
    """
    url = sa.make_url(beside)
    folder = Path(tempfile.mkdtemp(prefix="bumen-check-"))
    name = f"bumen_check_{uuid.uuid4().hex[:12]}"
    is_made = url.get_backend_name() == "postgresql" and _administer(url, f"CREATE DATABASE {name}")
    made = (
        url.set(database=name).render_as_string(hide_password=False)
        if is_made
        else f"sqlite:///{folder / name}.db"
    )
    try:
        yield made
    finally:
        dispose(made)
        if is_made:
            _administer(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        shutil.rmtree(folder, ignore_errors=True)


def _administer(url: sa.URL, statement: str) -> bool:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    except DBAPIError:
        return False
    return True
