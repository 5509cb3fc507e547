"""Search in Chinese and Latin text: one column of tokens, one index, any number of characters.

Runs of Chinese become overlapping pairs and their last character, so that words of one, two
or more characters are found without a dictionary; Latin words and numbers stay whole and are
found by their beginning.  SQLite keeps an FTS5 table beside the model's table, filled by
triggers; PostgreSQL an expression index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from core.db import Model

RUNS = re.compile(r"[㐀-鿿]+|[a-z0-9]+")
SOME = 1_000
WORDS = 10  # each takes a question of its own
SUFFIX = "_search"
FTS_TABLES = ("", "_data", "_idx", "_docsize", "_config")


def tokens(*texts: object) -> str:
    """Return the tokens of some texts, separated by spaces."""
    found: list[str] = []
    for run in RUNS.findall(" ".join(str(text) for text in texts if text is not None).lower()):
        if run[0] < "㐀":
            found.append(run)
        else:
            found += [run[i : i + 2] for i in range(len(run) - 1)] + [run[-1]]
    return " ".join(found)


class Searchable:
    """A model that is found by the words in some of its columns."""

    __searched__: ClassVar[tuple[str, ...]]

    search_tokens: Mapped[str] = mapped_column(sa.Text, default="", deferred=True)


@sa.event.listens_for(Model, "before_insert", propagate=True)
@sa.event.listens_for(Model, "before_update", propagate=True)
def _fill(_mapper: Mapper[Any], _connection: sa.Connection, record: Any) -> None:
    if not isinstance(record, Searchable):
        return
    # A record that was set to what it was comes here too; its tokens are not loaded, so that
    # setting them would write the row anew.
    attributes = sa.inspect(record).attrs
    if any(attributes[name].history.has_changes() for name in record.__searched__):
        record.search_tokens = tokens(*(getattr(record, name) for name in record.__searched__))


def row_tokens(model: type[Searchable], row: dict[str, Any]) -> str:
    """Return the tokens of a row that is inserted in bulk, past the mapper."""
    return tokens(*(row.get(name) for name in model.__searched__))


class _Condition(sa.sql.functions.FunctionElement[bool]):
    type = sa.Boolean()

    def self_group(self, against: Any = None) -> Any:
        # On SQLite it would become "… = 1", which no index answers.
        return self


class _Matches(_Condition):
    inherit_cache = True
    name = "search_matches"


@compiles(_Matches, "sqlite")
def _matches_sqlite(element: Any, compiler: Any, **kwargs: Any) -> str:
    key, _column, sqlite_term, _postgresql_term = element.clauses
    index = f"{key.table.name}{SUFFIX}"
    term = compiler.process(sqlite_term, **kwargs)
    found = f"SELECT rowid FROM {index} WHERE {index} MATCH {term}"
    return f"({compiler.process(key, **kwargs)} IN ({found}))"


@compiles(_Matches, "postgresql")
def _matches_postgresql(element: Any, compiler: Any, **kwargs: Any) -> str:
    _key, column, _sqlite_term, postgresql_term = element.clauses
    text = compiler.process(column, **kwargs)
    term = compiler.process(postgresql_term, **kwargs)
    return f"(to_tsvector('simple', {text}) @@ to_tsquery('simple', {term}))"


class _Among(_Condition):
    inherit_cache = True
    name = "search_among"


@compiles(_Among)
def _among_usual(element: Any, compiler: Any, **kwargs: Any) -> str:
    key, gathered = (compiler.process(one, **kwargs) for one in element.clauses)
    return f"({key} IN {gathered})"


@compiles(_Among, "postgresql")
def _among_postgresql(element: Any, compiler: Any, **kwargs: Any) -> str:
    key, gathered = (compiler.process(one, **kwargs) for one in element.clauses)
    return f"({key} = ANY (ARRAY{gathered}))"


def among(key: Any, gathered: sa.CTE) -> sa.ColumnElement[bool]:
    """Return the condition that a record was gathered before, by its key: the first column.

    PostgreSQL has no idea how rare a beginning of a word is and may walk through a million rows in
    the order of a list to find eleven; so it is made to ask the index for some of them first.
    """
    return _Among(key, sa.select(next(iter(gathered.c))).scalar_subquery())


def matches(model: Any, term: str) -> sa.ColumnElement[bool]:
    """Return the condition that a row has every word of the term; no word finds everything."""
    sqlite, postgresql = _terms(term)
    if not sqlite:
        return sa.true() if not term.strip() else sa.false()
    return _Matches(model.id, model.search_tokens, sa.literal(sqlite), sa.literal(postgresql))


def holds(key: Any, places: Sequence[Any], term: str) -> sa.ColumnElement[bool]:
    """Return the condition that a row has every word of the term in one of some places.

    What follows the tenth word has to be there as it is written.

    :param key: that of the rows.
    :param places: each is a column of the same table, with a text; or a column with the key of a
        :class:`Searchable` record, and its model; or a key, the column of another table that has
        the same key, and places of that table.
    """
    words = term.split(maxsplit=WORDS - 1)
    return sa.and_(*(key.in_(_with(key, places, word)) for word in words))


def _with(key: Any, places: Sequence[Any], word: str) -> Any:
    """Ask place by place: no database finds an index for one or the other."""
    first, *more = (_keys(key, _within(one, word)) for one in places)
    return first.union(*more) if more else first


def _within(place: Any, word: str) -> Any:
    if not isinstance(place, tuple):
        return place.icontains(word, autoescape=True)
    key, target, *places = place
    if places:
        return key.in_(_with(target, places, word))
    return key.in_(_keys(target.id, matches(target, word)))


def _keys(key: Any, condition: Any) -> sa.Select[Any]:
    return sa.select(key).where(condition).correlate(None)


def found(model: Any, term: str, limit: int) -> sa.Select[Any]:
    """Return some records that have every word of the term; the caller orders them.

    They are the first ``limit`` of a thousand: a word that a million rows have would otherwise
    be looked up in all of them to answer with eleven.
    """
    some = sa.select(model.id).where(matches(model, term)).limit(SOME).subquery()
    return sa.select(model).where(model.id.in_(sa.select(some.c.id))).limit(limit)


def _terms(term: str) -> tuple[str, str]:
    sqlite, postgresql = [], []
    for run in RUNS.findall(term.lower()):
        if run[0] < "㐀" or len(run) == 1:
            sqlite.append(f'"{run}"*')
            postgresql.append(f"'{run}':*")
        else:
            pairs = [run[i : i + 2] for i in range(len(run) - 1)]
            sqlite.append(f'"{" ".join(pairs)}"')
            postgresql.append("(" + "<->".join(f"'{pair}'" for pair in pairs) + ")")
    return " ".join(sqlite), " & ".join(postgresql)


def is_search_table(name: str) -> bool:
    """Return whether a table only serves search on SQLite and is no model's."""
    return any(name.endswith(f"{SUFFIX}{part}") for part in FTS_TABLES)


def create_index(table: str) -> None:
    """Index the tokens of a table; called by its migration after the table is made."""
    from alembic import op

    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE INDEX ix_{table}{SUFFIX} ON {table} "
            "USING gin (to_tsvector('simple', search_tokens))"
        )
        return
    index = f"{table}{SUFFIX}"
    add = f"INSERT INTO {index}(rowid, search_tokens) VALUES (new.id, new.search_tokens);"
    drop = (
        f"INSERT INTO {index}({index}, rowid, search_tokens) "
        "VALUES ('delete', old.id, old.search_tokens);"
    )
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5(search_tokens, content='{table}', "
        "content_rowid='id', tokenize='unicode61')"
    )
    op.execute(f"CREATE TRIGGER {index}_add AFTER INSERT ON {table} BEGIN {add} END")
    op.execute(f"CREATE TRIGGER {index}_drop AFTER DELETE ON {table} BEGIN {drop} END")
    op.execute(
        f"CREATE TRIGGER {index}_change AFTER UPDATE OF search_tokens ON {table} "
        f"BEGIN {drop} {add} END"
    )


def drop_index(table: str) -> None:
    """Take the index of :func:`create_index` away, before its table is dropped."""
    from alembic import op

    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP INDEX ix_{table}{SUFFIX}")
        return
    for part in ("_add", "_drop", "_change"):
        op.execute(f"DROP TRIGGER {table}{SUFFIX}{part}")
    op.execute(f"DROP TABLE {table}{SUFFIX}")
