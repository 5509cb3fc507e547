"""Databases to throw away: each as the migrations leave it, and quickly so again."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
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

# Static statements in one function: a session that stays plans them once.  Rows are deleted and not
# truncated: that makes new files, which take much longer.
KEEP_ROWS = """
    DO $$ DECLARE name text; body text := ''; BEGIN
        CREATE SCHEMA bumen_seed;
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('CREATE TABLE bumen_seed.%1$I AS TABLE public.%1$I', name);
            body := body || format(CASE pg_relation_size(format('bumen_seed.%I', name))
                WHEN 0 THEN 'DELETE FROM public.%1$I; '
                ELSE 'DELETE FROM public.%1$I AS now WHERE now::text NOT IN '
                    '(SELECT kept::text FROM bumen_seed.%1$I AS kept); '
                    'INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE '
                    'SELECT * FROM bumen_seed.%1$I AS kept WHERE kept::text NOT IN '
                    '(SELECT now::text FROM public.%1$I AS now); ' END, name);
        END LOOP;
        CREATE TABLE bumen_seed."#numbers" AS
            SELECT format('public.%I', sequencename) AS name, last_value IS NOT NULL AS is_called,
                coalesce(last_value, start_value) AS value
            FROM pg_sequences WHERE schemaname = 'public';
        EXECUTE format('CREATE FUNCTION bumen_seed.reset() RETURNS void LANGUAGE plpgsql AS %L',
            format('BEGIN %s PERFORM setval(name::regclass, value, is_called) '
                'FROM bumen_seed."#numbers" '
                'WHERE pg_sequence_last_value(name::regclass) IS NOT NULL; END', body));
    END $$
"""
# PostgreSQL tells whether a test changed the schema: to look for it takes longer than the rows.
WATCH_SCHEMA = """
    CREATE TABLE bumen_seed."#changes" ();
    CREATE FUNCTION bumen_seed.note() RETURNS event_trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO bumen_seed."#changes" DEFAULT VALUES; END';
    CREATE EVENT TRIGGER bumen_note ON ddl_command_end EXECUTE FUNCTION bumen_seed.note();
"""
IS_CHANGED = 'SELECT EXISTS (SELECT FROM bumen_seed."#changes")'
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
DROP_OTHERS = """
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
                AND to_regclass(format('bumen_seed.%I', tablename)) IS NULL LOOP
            EXECUTE format('DROP TABLE public.%I CASCADE', name);
        END LOOP;
    END $$
"""
# A connection that a test left open may hold locks.
END_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid != pg_backend_pid()
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
        self._keeper: sa.Connection | None = None
        self._schema = ""

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
            if self.backend == "postgresql":
                with db.engine.execution_options(no_parameters=True).begin() as connection:
                    connection.exec_driver_sql(KEEP_ROWS)
                    connection.exec_driver_sql(WATCH_SCHEMA)
        dispose(self.template)

    def refresh(self) -> None:
        """Make the test's database as the template is.

        The engine stays, so that the app keeps it; only its connections are closed.
        """
        engine_for(self.current).dispose()
        if self.backend == "postgresql":
            if self._keeper is None or not self._reset(self._keeper):
                self._copy()
            return
        for leftover in self.folder.glob(f"{self.name}.db*"):
            leftover.unlink()
        shutil.copy(self.folder / f"{self.name}_template.db", self.folder / f"{self.name}.db")

    def _reset(self, keeper: sa.Connection) -> bool:
        """Bring back the rows of the template; return false if the schema is another one."""
        keeper.exec_driver_sql(END_OTHERS)
        if keeper.exec_driver_sql(IS_CHANGED).scalar_one():
            keeper.exec_driver_sql(DROP_OTHERS)
            if keeper.exec_driver_sql(SCHEMA).scalar_one() != self._schema:
                return False
            keeper.exec_driver_sql('DELETE FROM bumen_seed."#changes"')
        keeper.exec_driver_sql("SELECT bumen_seed.reset()")
        return True

    def _copy(self) -> None:
        self._forget()
        self._administer(f"CREATE DATABASE {self.name} TEMPLATE {self.name}_template")
        self._administer(f"ALTER DATABASE {self.name} SET synchronous_commit = off")
        # For a replica neither triggers nor foreign keys hinder the rows.
        options = "-c session_replication_role=replica -c jit=off"
        self._keeper = sa.create_engine(
            self.current,
            poolclass=sa.NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"options": options},
            execution_options={"no_parameters": True},  # a % means itself
        ).connect()
        self._schema = self._keeper.exec_driver_sql(SCHEMA).scalar_one()

    def _forget(self) -> None:
        if self._keeper is not None:
            self._keeper.close()
        self._administer(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def drop(self) -> None:
        """Leave nothing behind."""
        dispose(self.current)
        if self.backend == "postgresql":
            self._forget()
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
