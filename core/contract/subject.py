"""The plugin under examination: its files, its module, and apps that run it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Mapper
from werkzeug.routing import Rule

from core import loader, migrate, schema
from core.app import create_app
from core.config import Settings
from core.db import Model, db, metadata
from core.loader import Found
from core.manifest import Manifest
from core.migrate import MigrationError, Stream
from core.ownership import claim
from core.role import services as roles
from core.role.rules import ADMINISTRATOR
from core.scratch import open_session
from core.user import services as users


class NotExaminedError(Exception):
    """Something else has to be repaired first; the text says what."""


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path
    tree: ast.Module


@dataclass(frozen=True)
class Journey:
    """What the migrations did on their way up, down and up again."""

    error: str = ""
    before: Mapping[str, tuple[str, ...]] | None = None
    after: Mapping[str, tuple[str, ...]] | None = None
    left: Mapping[str, tuple[str, ...]] | None = None
    differences: tuple[str, ...] = ()


@dataclass
class Subject:
    """One plugin, and everything that the checks ask about it."""

    name: str
    everything: Mapping[str, Found]
    plugin_path: str
    database: str
    seen: Mapping[str, Any]

    @property
    def found(self) -> Found:
        """The plugin as it lies on disk."""
        found = self.everything.get(self.name)
        if found is None:
            raise NotExaminedError(f"There is no plugin {self.name}.")
        return found

    @property
    def manifest(self) -> Manifest:
        """Its facts."""
        if self.found.manifest is None:
            raise NotExaminedError("Its manifest cannot be read.")
        return self.found.manifest

    @property
    def folder(self) -> Path:
        """Where its package lies."""
        if self.found.folder is None:
            raise NotExaminedError("Its package cannot be found.")
        return self.found.folder

    @cached_property
    def sources(self) -> list[Source]:
        """Its Python files, without its migrations."""
        return [
            Source(path, ast.parse(path.read_text(encoding="utf-8")))
            for path in sorted(self.folder.rglob("*.py"))
            if "migrations" not in path.relative_to(self.folder).parts
        ]

    @cached_property
    def templates(self) -> list[Path]:
        """The files of its templates."""
        return sorted(self.folder.rglob("*.html"))

    def named(self, path: Path) -> str:
        """Return a file as a reader of a fault looks for it."""
        return path.relative_to(self.folder).as_posix()

    @cached_property
    def module(self) -> ModuleType:
        """Its table of contents, imported."""
        if self.seen.get("error") or loader.misfit(self.found, self.everything):
            raise NotExaminedError("It cannot be imported.")
        for name in [*self.required, self.name]:
            claim(self.everything[name].package, name)
        return import_module(f"{self.found.package}.plugin")

    @cached_property
    def contracts(self) -> list[ModuleType]:
        """The contracts of all plugins that can be found, with their hooks."""
        files = [
            one for one in self.everything.values() if one.folder and one.name in self._neighbours
        ]
        return [
            import_module(f"{one.package}.contract")
            for one in files
            if one.folder and (one.folder / "contract.py").is_file()
        ]

    @property
    def required(self) -> list[str]:
        """What it requires, directly or not, in the order to start it."""
        order: list[str] = []

        def visit(name: str) -> None:
            facts = self.everything[name].manifest if name in self.everything else None
            for other in sorted(facts.requires) if facts else ():
                if other not in order:
                    visit(other)
                    order.append(other)

        visit(self.name)
        return order

    @property
    def _neighbours(self) -> set[str]:
        """What it runs beside: the bundled plugins, what it requires, and itself."""
        bundled = {name for name, one in self.everything.items() if one.bundled}
        return bundled | {*self.required, self.name}

    @cached_property
    def app(self) -> Flask:
        """An app with the plugin and what it requires; its tables may be missing."""
        return self.build([*self.required, self.name])

    @cached_property
    def without(self) -> Flask:
        """An app without the plugin, built after it was imported."""
        _ready = self.app
        return self.build(self.required)

    @property
    def alone(self) -> Flask:
        """The same app, on tables that its migrations made."""
        if self.journey.error:
            raise NotExaminedError("Its migrations do not run.")
        return self.app

    @cached_property
    def crowd(self) -> Flask:
        """An app with all plugins that are bundled, beside this one."""
        _ready = self.alone
        app = self.build(sorted(self._neighbours))
        with app.app_context():
            migrate.upgrade(db.engine, migrate.streams())
        return app

    def build(self, names: list[str]) -> Flask:
        """Build an app with exactly these plugins.

        :raises NotExaminedError: if it does not run in there, with the reason.
        """
        settings = Settings(
            database_url=self.database,
            data_dir=Path(self.database.rpartition("/")[0].removeprefix("sqlite:///")) / "data",
            secret_key="only for checks",  # noqa: S106 - it signs nothing that is kept
            plugins=",".join(names),
            plugin_path=self.plugin_path,
            embedded_worker=False,
            safe_mode=False,
            language="en",
        )
        try:
            app = create_app(settings)
        except Exception as error:
            raise NotExaminedError(f"{type(error).__name__}: {error}") from error
        for status in app.extensions["bumen.loaded"].statuses:
            if status.name in names and status.state != "enabled":
                raise NotExaminedError(f"{status.name} is {status.state}: {status.reason}")
        return app

    @cached_property
    def stream(self) -> Stream:
        """Its migrations."""
        return Stream(self.name, self.folder / "migrations")

    @cached_property
    def journey(self) -> Journey:
        """What its migrations do, observed once; afterwards its tables are there."""
        app = self.app
        with app.app_context():
            engine, streams = db.engine, migrate.streams()
            try:
                migrate.upgrade(engine, streams[:-1])
                before = _snapshot(engine)
                migrate.upgrade(engine, [self.stream])
                after = _snapshot(engine)
                with engine.connect() as connection:
                    found = migrate.differences(connection, self.stream)
                undone = migrate.downgrade(engine, self.stream)
                left = _snapshot(engine)
                if migrate.upgrade(engine, [self.stream]) != undone[::-1]:
                    return Journey("They do not come up again.")
            except (MigrationError, NotImplementedError, sa.exc.SQLAlchemyError) as error:
                return Journey(str(error))
            except Exception as error:
                return Journey(f"{type(error).__name__}: {error}")
            roles.sync_roles(db.session(), app.extensions["bumen.manifests"])
            db.session.commit()
        return Journey("", before, after, left, tuple(map(str, found)))

    @property
    def mappers(self) -> list[Mapper[Any]]:
        """Its models."""
        own = {table.name for table in self.tables}
        return [one for one in all_mappers() if table_of(one) in own]

    @property
    def tables(self) -> list[sa.Table]:
        """The tables of its models."""
        _ready = self.module
        return [one for one in metadata.tables.values() if one.info.get("plugin") == self.name]

    def rules(self, app: Flask) -> list[Rule]:
        """Return its addresses in an app."""
        return [rule for rule in app.url_map.iter_rules() if self.owns(rule)]

    def owns(self, rule: Rule) -> bool:
        """Return whether an address is one of its own."""
        return rule.endpoint.startswith(f"{self.name}.") or rule.rule.startswith(f"/{self.name}/")

    def administrator(self, app: Flask) -> FlaskClient:
        """Return the browser of somebody who may do everything."""
        with app.app_context():
            session = db.session()
            email = "checker@example.org"
            user = users.find(session, email) or users.create_user(
                session,
                email=email,
                name="Checker",
                password=None,
                roles=[ADMINISTRATOR],
                by=users.system_user(session),
            )
            client = app.test_client()
            open_session(client, session, user)
        return client


def all_mappers() -> list[Mapper[Any]]:
    """Return every model of this process: each plugin has a registry of its own."""
    found, waiting = [], [Model]
    while waiting:
        for model in waiting.pop().__subclasses__():
            waiting.append(model)
            if "__mapper__" in vars(model):
                found.append(vars(model)["__mapper__"])
    return found


def table_of(mapper: Mapper[Any]) -> str:
    """Return the name of a model's table."""
    return mapper.local_table.name if isinstance(mapper.local_table, sa.Table) else ""


def _snapshot(engine: sa.Engine) -> dict[str, tuple[str, ...]]:
    with engine.connect() as connection:
        return schema.snapshot(connection)
