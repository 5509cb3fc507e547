"""Databases to throw away: each as the migrations leave it, and quickly so again."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core import clock, migrate
from core.app import create_app
from core.config import Settings
from core.db import db, dispose, engine_for
from core.presence import SECRET
from core.role import services as roles
from core.user.models import User
from core.user_session import services as sessions

# What a test may change of the schema: a table made anew has another number.
SCHEMA = """
    SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
        SELECT concat('class', oid, relname) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat(attrelid, attname, attnum, atttypid, attnotnull) FROM pg_attribute
            JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat('check', oid, conname) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat('trigger', oid, tgenabled) FROM pg_trigger
        UNION ALL SELECT concat('function', oid, prosrc) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace
    ) AS parts (part)
"""
KEEP_ROWS = """
    DO $$ DECLARE name text; BEGIN
        CREATE SCHEMA bumen_seed;
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('CREATE TABLE bumen_seed.%1$I AS TABLE public.%1$I', name);
        END LOOP;
        CREATE TABLE bumen_seed."#numbers" AS
            SELECT sequencename AS name, coalesce(last_value, start_value) AS value,
                last_value IS NOT NULL AS is_called
            FROM pg_sequences WHERE schemaname = 'public';
    END $$
"""
DROP_OTHERS = """
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
                AND to_regclass(format('bumen_seed.%I', tablename)) IS NULL LOOP
            EXECUTE format('DROP TABLE public.%I CASCADE', name);
        END LOOP;
    END $$
"""
# Rows are deleted and not truncated: that makes new files, which take much longer.
RESET_ROWS = """
    DO $$ DECLARE name text; BEGIN
        SET LOCAL session_replication_role = replica;
        -- A table that was never written to has no pages, and needs no looking after.
        FOR name IN SELECT now.relname FROM pg_class AS now
                JOIN pg_class AS kept ON kept.relname = now.relname
                    AND kept.relnamespace = 'bumen_seed'::regnamespace
                WHERE now.relnamespace = 'public'::regnamespace AND now.relkind = 'r'
                    AND pg_relation_size(now.oid) + pg_relation_size(kept.oid) > 0 LOOP
            EXECUTE format('DELETE FROM public.%I', name);
            EXECUTE format('INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE '
                'SELECT * FROM bumen_seed.%1$I', name);
        END LOOP;
        PERFORM setval(format('public.%I', kept.name)::regclass, kept.value, kept.is_called)
            FROM bumen_seed."#numbers" AS kept
            JOIN pg_sequences AS now ON now.schemaname = 'public' AND now.sequencename = kept.name
            WHERE kept.is_called OR now.last_value IS NOT NULL;
    END $$
"""


class Databases:
    """Makes databases from one migrated template."""

    def __init__(self, backend: str, folder: Path, server: str) -> None:
        self.backend = backend
        self.folder = folder
        self.server = server
        self.name = f"bumen_test_{uuid.uuid4().hex[:12]}"
        self.template = self.url(f"{self.name}_template")
        self.current = self.url(self.name)
        self._schema: str | None = None

    def url(self, name: str) -> str:
        """Return the address of a database."""
        if self.backend == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        return sa.make_url(self.server).set(database=name).render_as_string(hide_password=False)

    def prepare(self, settings: Callable[[str], Settings]) -> None:
        """Make the template: the migrations of the core and of all plugins."""
        if self.backend == "postgresql":
            self._administer(f"CREATE DATABASE {self.name}_template")
        app = create_app(settings(self.template))
        with app.app_context():
            migrate.upgrade(db.engine, migrate.streams())
            roles.sync_roles(db.session(), app.extensions["bumen.manifests"])
            db.session.commit()
        dispose(self.template)

    def refresh(self) -> None:
        """Make the test's database as the template is.

        The engine stays, so that the app keeps it; only its connections are closed.
        """
        engine_for(self.current).dispose()
        if self.backend == "postgresql":
            if self._schema is None or not self._reset():
                self._copy()
            return
        for leftover in self.folder.glob(f"{self.name}.db*"):
            leftover.unlink()
        shutil.copy(self.folder / f"{self.name}_template.db", self.folder / f"{self.name}.db")

    def _copy(self) -> None:
        self._administer(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._administer(f"CREATE DATABASE {self.name} TEMPLATE {self.name}_template")
        self._administer(f"ALTER DATABASE {self.name} SET synchronous_commit = off")
        with self._alone() as connection:
            connection.exec_driver_sql(KEEP_ROWS)
            self._schema = connection.exec_driver_sql(SCHEMA).scalar_one()

    def _reset(self) -> bool:
        """Bring back the rows of the template; return false if the schema is another one."""
        with self._alone() as connection:
            # A connection that a test left open may hold locks.
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid != pg_backend_pid()"
            )
            connection.exec_driver_sql(DROP_OTHERS)
            if connection.exec_driver_sql(SCHEMA).scalar_one() != self._schema:
                return False
            connection.exec_driver_sql(RESET_ROWS)
        return True

    @contextlib.contextmanager
    def _alone(self) -> Iterator[sa.Connection]:
        # Without parameters a % means itself.
        engine = sa.create_engine(
            self.current, poolclass=sa.NullPool, execution_options={"no_parameters": True}
        )
        with engine.begin() as connection:
            yield connection

    def drop(self) -> None:
        """Leave nothing behind."""
        dispose(self.current)
        if self.backend == "postgresql":
            self._administer(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            self._administer(f"DROP DATABASE IF EXISTS {self.name}_template WITH (FORCE)")

    def _administer(self, statement: str) -> None:
        engine = sa.create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


def settings_for(url: str, folder: Path, plugins: str | None) -> Settings:
    """Return the settings of a deployment under test."""
    return Settings(
        database_url=url,
        data_dir=folder / "data",
        secret_key="only for tests",
        plugins=plugins,
        embedded_worker=False,
        language="en",
    )


def open_session(client: FlaskClient, session: Session, user: User) -> None:
    """Let a browser in as a user who has given no password; it stays in as long as one can."""
    secret = sessions.begin(
        session, user, address="127.0.0.1", agent="", is_kept=True, now=clock.now()
    )
    session.commit()
    with client.session_transaction() as cookie:
        cookie.update({"_user_id": user.get_id(), "_fresh": True, SECRET: secret})
