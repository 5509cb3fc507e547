from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import sqlalchemy as sa

from core import clock, loader, migrate, schema
from core.archive import importer, services
from core.db import db
from core.migrate import Stream
from core.plugin import services as plugins
from core.refilling import MANIFEST
from core.role import services as roles
from core.user import services as users


@pytest.fixture
def settings(app):
    return app.extensions["bumen.settings"]


@pytest.fixture
def few(session) -> None:
    """Two terms of finance, one of them with a supplier, and how far its numbers have come."""
    supplier = "core_party (code, name, is_company, is_supplier, is_customer, is_partner, is_vendor"
    terms = (
        "finance_terms (supplier_id, valid_from, valid_to, mode, rate, basis, commission_on, "
        "after_sale_days, event, period_kind)"
    )
    facts = "'2026-01-01', '9999-12-31', 'commission', 120000, 'price', 'price', 7, 'signed'"
    for statement in (
        f"INSERT INTO {supplier}, is_active, country, region, city, note, search_tokens) VALUES "
        "('S1', 'Cedar', true, true, false, false, false, true, '', '', '', '', '')",
        f"INSERT INTO {terms} SELECT id, {facts}, 'month' FROM core_party WHERE code = 'S1'",
        f"INSERT INTO {terms} VALUES (NULL, {facts}, 'month')",
        "INSERT INTO core_counter (series, month, value) VALUES ('S', '202601', 7)",
    ):
        session.execute(sa.text(statement))
    session.commit()


class Deployment:
    """What an administrator does with the finance plugin, step by step."""

    def __init__(self, session, settings, by, folder: Path) -> None:
        self.session, self.settings, self.email = session, settings, by.email
        self.path = folder / "finance.zip"

    @property
    def by(self):
        return users.command_user(self.session, self.email)

    def disable(self) -> None:
        plugins.disable(self.session, "finance", settings=self.settings, by=self.by)
        self.session.commit()

    def export(self):
        archive = services.export_plugin(
            self.session, "finance", self.path, settings=self.settings, by=self.by, now=clock.now()
        )
        self.session.commit()
        return archive

    def hindrance(self) -> str:
        return services.hindrance(self.session, "finance", settings=self.settings, now=clock.now())

    def purge(self) -> list[str]:
        assert self.hindrance() == ""
        by = services.Actor(self.by.id, self.by.name)
        self.session.commit()
        self.session.close()
        everything = loader.installed()
        return services.purge(db.engine, everything["finance"], everything, by=by)

    def enable(self) -> None:
        plugins.enable(self.session, "finance", settings=self.settings, by=self.by)
        self.session.commit()
        found = loader.installed()
        folder = found["finance"].folder
        assert folder is not None
        migrate.upgrade(db.engine, [Stream("finance", folder / "migrations")])
        manifests = [one.manifest for one in found.values() if one.manifest]
        roles.sync_roles(self.session, [loader.core_manifest(), *manifests])
        self.session.commit()

    def restore(self):
        contents = importer.restore(self.session, self.path, settings=self.settings, by=self.by)
        self.session.commit()
        return contents


@pytest.fixture
def deployment(session, settings, ada, tmp_path) -> Iterator[Deployment]:
    return Deployment(session, settings, ada, tmp_path)


def dump(tables_of: str = "finance") -> dict[str, list[tuple[object, ...]]]:
    """Return every value of every row of a plugin, as the driver gives it."""
    with db.engine.connect() as connection:
        connection.execution_options(sqlite_begin="DEFERRED")
        tables = schema.data_tables(connection, tables_of, loader.installed())
        return {
            table: [
                tuple(row)
                for row in connection.execute(sa.text(f'SELECT * FROM "{table}" ORDER BY id'))
            ]
            for table in tables
        }


def change(path: Path, name: str, how, *, honest: bool = True) -> None:
    """Rewrite one file of an archive or backup, with the right hashes unless somebody cheats."""
    with ZipFile(path) as zipped:
        files = {one: zipped.read(one) for one in zipped.namelist()}
    facts = json.loads(files[MANIFEST])
    if name == MANIFEST:
        facts = how(facts)
    else:
        files[name] = how(files[name].decode()).encode()
        if honest:
            digest = hashlib.sha256(files[name]).hexdigest()
            facts["files"][name] = {"sha256": digest, "size": len(files[name])}
    files[MANIFEST] = json.dumps(facts).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as zipped:
        for one, content in files.items():
            zipped.writestr(one, content)
