"""What the database itself says about its tables: whose they are and how they are made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa

from core.search import is_search_table

VERSION_TABLE = "alembic_version_"
SQLITE = "SELECT tbl_name, type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master"
POSTGRESQL = """
SELECT c.relname, 'column ' || a.attname || ': ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || ' ' || a.attidentity::text
    || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
UNION ALL
SELECT r.relname, 'constraint ' || k.conname || ': ' || pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid
JOIN pg_namespace n ON n.oid = r.relnamespace WHERE n.nspname = current_schema()
UNION ALL
SELECT tablename, 'index ' || indexdef FROM pg_indexes WHERE schemaname = current_schema()
UNION ALL
SELECT r.relname, 'trigger ' || pg_get_triggerdef(t.oid)
FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE n.nspname = current_schema() AND NOT t.tgisinternal
UNION ALL
SELECT p.proname, 'function ' || pg_get_functiondef(p.oid)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = current_schema() AND p.prokind IN ('f', 'p')
UNION ALL
SELECT t.typname, 'type ' || t.typtype::text
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = current_schema() AND t.typtype IN ('e', 'd')
"""


def snapshot(connection: sa.Connection) -> dict[str, tuple[str, ...]]:
    """Return how every table is made: its columns, constraints, indexes and triggers as text.

    Functions and types of PostgreSQL are listed under their own names.
    """
    query = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
    parts: dict[str, list[str]] = defaultdict(list)
    for table, part in connection.exec_driver_sql(query):
        parts[table].append(_in_order(part) if query == SQLITE else part)
    return {table: tuple(sorted(parts[table])) for table in sorted(parts)}


def _in_order(part: str) -> str:
    """Return a statement with its constraints in order.

    Alembic makes a table of SQLite anew to change it, and its constraints in any order.
    """
    lines = [line.strip().removesuffix(",") for line in part.splitlines()]
    constraints = sorted(line for line in lines if line.startswith("CONSTRAINT"))
    return "\n".join([*(line for line in lines if line not in constraints), *constraints])


def owned(table: str, name: str, names: Collection[str]) -> bool:
    """Return whether a table is that of a plugin (or ``core``), by its prefix.

    :param names: all plugins there are: ``orders_extra_line`` is of ``orders_extra`` if there is
        such a plugin, else of ``orders``.
    """
    if table == f"{VERSION_TABLE}{name}":
        return True
    owners = [one for one in {*names, name} if table.startswith(f"{one}_")]
    return bool(owners) and max(owners, key=len) == name


def tables_of(connection: sa.Connection, name: str, names: Collection[str]) -> list[str]:
    """Return all tables of a plugin, those that only serve search and its version included."""
    found = sa.inspect(connection).get_table_names()
    return sorted(table for table in found if owned(table, name, names))


def data_tables(connection: sa.Connection, name: str, names: Collection[str]) -> list[str]:
    """Return the tables of a plugin that hold its records."""
    return [
        table
        for table in tables_of(connection, name, names)
        if not is_search_table(table) and not table.startswith(VERSION_TABLE)
    ]


def counts(connection: sa.Connection, tables: Collection[str]) -> dict[str, int]:
    """Return how many rows some tables have."""
    return {
        table: connection.execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar()
        or 0
        for table in tables
    }


def referring(connection: sa.Connection, tables: Collection[str]) -> list[str]:
    """Return the other tables whose foreign keys lead to some tables."""
    inspector = sa.inspect(connection)
    return sorted(
        table
        for table in inspector.get_table_names()
        if table not in tables
        and any(key["referred_table"] in tables for key in inspector.get_foreign_keys(table))
    )
