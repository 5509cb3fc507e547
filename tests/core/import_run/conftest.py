"""An importer of notes: each row adds one, a note that is there already is unchanged."""

from __future__ import annotations

import io
from functools import partial

import pytest
import sqlalchemy as sa

from core.importing import Importer
from core.profiles import read_profiles
from core.reports import Report, Verdict
from core.role.models import PermissionSeen

NOTES = "note,weight\nalpha,1\nbeta,2\n"
PROFILE = """
title = { en = "Notes of the shop", zh_Hans = "店铺便签" }
timezone = "UTC"
[files.notes]
names = ["*.csv"]
[files.notes.columns]
note = { name = "note", required = true }
weight = { name = "weight", kind = "integer" }
"""


def take_notes(session, source, *, by, now, progress):
    report = Report()
    count = report.count("note", "Notes")
    known = set(session.scalars(sa.select(PermissionSeen.permission)))
    for row in source.rows("notes", report, count):
        note = f"note {row.values['note']}"
        progress(row.line, 0, "Notes")
        if row.values["note"] == "boom":
            raise RuntimeError("a mistake of ours")
        if row.values["weight"] == 0:
            report.remark(row, note, "It weighs nothing.")
        if note in known:
            report.take(count, Verdict.UNCHANGED, row, note)
        else:
            report.take(count, Verdict.ADDED, row, note)
            session.add(PermissionSeen(permission=note))
    session.flush()
    return report


@pytest.fixture
def importer(app, tmp_path, monkeypatch):
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "shop.toml").write_text(PROFILE, encoding="utf-8")
    read_profiles.cache_clear()
    made = Importer("notes", "Notes", "core.setting.edit", folder, take_notes)
    monkeypatch.setitem(app.extensions["bumen.importers"], made.name, made)
    return made


@pytest.fixture
def ada(sign_in, importer):
    return sign_in("core.setting.edit", name="Ada")


@pytest.fixture
def upload_as():
    """Upload a file by somebody's browser."""

    def send(client, content=NOTES, name="notes.csv", profile="notes"):
        content = content if isinstance(content, bytes) else content.encode()
        return client.post(
            "/core/import_run/create",
            data={"profile": profile, "files": [(io.BytesIO(content), name)]},
            content_type="multipart/form-data",
        )

    return send


@pytest.fixture
def upload(ada, upload_as):
    """Upload a file as Ada does."""
    return partial(upload_as, ada)


@pytest.fixture
def notes(session):
    """The notes that are in the database."""

    def read():
        session.rollback()
        query = sa.select(PermissionSeen.permission).where(
            PermissionSeen.permission.startswith("note ")
        )
        return sorted(session.scalars(query))

    return read
