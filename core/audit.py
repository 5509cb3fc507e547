"""Writes the audit trail: every flush that changes an audited record adds its entries.

A model with ``__audited__ = True`` is watched.  It may declare ``__audit_ignored__`` (columns
that are not told of), ``__audit_hidden__`` (those that are told as changed without their values),
``__audited_under__`` (the column that refers to the record whose page shows the change), and for
people ``__title__``, ``__labels__`` (the columns in words), ``__words__`` (stored values in
words, by column) and ``__named_after__`` (see ``core.names``).  Whoever sends a bulk statement
calls :func:`record_many`.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from functools import cache
from http import HTTPStatus
from typing import Any, NamedTuple, TypeAlias, cast

import sqlalchemy as sa
from flask import Flask, Response, has_request_context, request
from flask_login import current_user
from sqlalchemy.orm import (
    InstanceState,
    LoaderCallableStatus,
    Mapper,
    ORMExecuteState,
    Session,
    UOWTransaction,
)
from werkzeug.http import parse_options_header

from core import loading, names
from core.chain import GROUP, digest_of, seal
from core.clock import now
from core.db import Model, db
from core.history.models import Entry
from core.search import tokens

MASK = "•••"
CREATE, CHANGE, DELETE, WITHHOLD = "create", "change", "delete", "withhold"
EXPORT, REVEAL, REFUSE, IMPORT = "export", "reveal", "refuse", "import"
UNTOLD = frozenset({"id", "version_id", "search_tokens"})
PLAIN = frozenset({str, int, bool, type(None)})
NAME = Entry.__tablename__
TABLE = cast(sa.Table, Entry.__table__)
Changes: TypeAlias = Mapping[str, list[Any]]


class _Watched(NamedTuple):
    """What there is to know about an audited model, gathered once."""

    table: str
    columns: tuple[str, ...]
    hidden: frozenset[str]
    owner: str
    owner_key: str


def init_app(app: Flask) -> None:
    """Listen to every session of the process; harmless when called for a second app."""
    for name, listener in (
        ("after_flush", _write),
        ("before_commit", seal),
        ("after_transaction_end", _end_group),
        ("do_orm_execute", _refuse_bulk),
    ):
        if not sa.event.contains(Session, name, listener):
            sa.event.listen(Session, name, listener)
    app.after_request(_note_file)


def record(
    session: Session,
    model: type[Model],
    record_id: int,
    label: str,
    action: str,
    changes: Changes | None = None,
) -> None:
    """Add one entry for what no flush tells: a file that was exported, a refused sign-in."""
    record_many(session, model, action, [(record_id, label, changes or {})])


def record_many(
    session: Session,
    model: type[Model],
    action: str,
    rows: Iterable[tuple[int, str, Changes]],
) -> None:
    """Add the entries of a bulk statement: id, label and ``{column: [before, after]}`` of each row.

    :param action: ``audit.CREATE``, ``CHANGE``, ``DELETE`` or a word of one's own.
    """
    watched = _watched(sa.inspect(model))
    _insert(
        session,
        [
            _told(watched.table, record_id, action, label, _readable(watched, changes))
            for record_id, label, changes in rows
        ],
    )


def event(
    session: Session, kind: str, action: str, label: str, changes: Changes | None = None
) -> None:
    """Add an entry that is about no record; ``kind`` is one of ``history.models.EVENTS``."""
    told = {name: [_plain(value) for value in pair] for name, pair in (changes or {}).items()}
    _insert(session, [_told(kind, 0, action, label, told)])


def _note_file(answer: Response) -> Response:
    """Write down that a file leaves the house, and which rows were asked for."""
    kind, told = parse_options_header(answer.headers.get("Content-Disposition", ""))
    if kind == "attachment" and answer.status_code == HTTPStatus.OK:
        name = told.get("filename", request.path)
        current = db.session()
        current.expire_on_commit = False  # the rows of the file are read and sent after this
        event(current, "file", EXPORT, name, {"address": [None, request.full_path]})
        current.commit()
    return answer


def _write(session: Session, context: UOWTransaction) -> None:
    """Write the entries of a flush: new records have their keys now, old values are still known."""
    told = []
    # Not session.deleted: a row that was only taken out of its owner's list is missing there.
    for state, (is_delete, is_listed_only) in context.states.items():
        if is_listed_only or not getattr(state.class_, "__audited__", False):
            continue
        action = DELETE if is_delete else CHANGE if state.has_identity else CREATE
        watched = _watched(state.mapper)
        changes = _differences(watched, state, action)
        if changes or action != CHANGE:
            told.append((watched, action, state, changes))
    labels = names.labels(session, [state.obj() for _watched, _action, state, _changes in told])
    _insert(session, [_entry(*one, label) for one, label in zip(told, labels, strict=True)])


def _differences(watched: _Watched, state: InstanceState[Any], action: str) -> dict[str, list[Any]]:
    values, before = state.dict, state.committed_state
    if action == CHANGE:
        found = {
            name: [_known(before[name]), values.get(name)]
            for name in watched.columns
            if name in before and before[name] != values.get(name)
        }
    else:
        found = {}
        for name in watched.columns:
            value = values.get(name) if action == CREATE else before.get(name, values.get(name))
            if value is not None and value != "":
                found[name] = [None, value] if action == CREATE else [value, None]
    return _readable(watched, found)


def _known(value: Any) -> Any:
    return None if value is LoaderCallableStatus.NO_VALUE else value


def _entry(
    watched: _Watched, action: str, state: InstanceState[Any], changes: Changes, label: str
) -> dict[str, Any]:
    one: Any = state.obj()
    # A row that was taken from its owner has lost the reference by now.
    owner_id = state.dict.get(watched.owner_key)
    if owner_id is None:
        owner_id = state.committed_state.get(watched.owner_key, one.id)
    told = _told(watched.table, one.id, action, label, changes)
    return told | {"owner": watched.owner, "owner_id": owner_id}


def _told(table: str, record_id: int, action: str, label: str, changes: Changes) -> dict[str, Any]:
    return {
        "action": action,
        "model": table,
        "record_id": record_id,
        "owner": table,
        "owner_id": record_id,
        "label": label[:200],
        "changes": changes,
    }


def _insert(session: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    actor_id, actor_name = _actor(session)
    same = {
        "at": now(),
        "actor_id": actor_id,
        "actor_name": actor_name,
        "transaction": session.info.setdefault(GROUP, uuid.uuid4().hex),
    }
    for row in rows:
        row.update(same, search_tokens=tokens(row["label"]))
        row["digest"] = digest_of(row)
    loading.insert(session, TABLE, list(rows[0]), (tuple(row.values()) for row in rows))


def _actor(session: Session) -> tuple[int | None, str]:
    actor = session.info.get("actor")
    if has_request_context() and current_user and current_user.is_authenticated:
        actor = current_user
    return (None, "") if actor is None else (actor.id, actor.name)


def _end_group(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(GROUP, None)


def _refuse_bulk(state: ORMExecuteState) -> None:
    """Stop bulk statements that would change audited records past the trail."""
    if (state.is_update or state.is_delete) and state.bind_mapper is not None:
        model = state.bind_mapper.class_
        if getattr(model, "__audited__", False) and not state.execution_options.get("audited"):
            raise RuntimeError(
                f"A bulk statement changes {model.__tablename__}: call audit.record_many and pass "
                "execution_options={'audited': True}."
            )


@cache
def _watched(mapper: Mapper[Any]) -> _Watched:
    model, table = mapper.class_, cast(sa.Table, mapper.local_table)
    columns = (attribute.key for attribute in mapper.column_attrs)
    untold = UNTOLD | getattr(model, "__audit_ignored__", frozenset())
    owner_key = getattr(model, "__audited_under__", "id")
    references = list(table.c[owner_key].foreign_keys)
    return _Watched(
        table=table.name,
        columns=tuple(name for name in columns if name not in untold),
        hidden=getattr(model, "__audit_hidden__", frozenset()),
        owner=references[0].column.table.name if references else table.name,
        owner_key=owner_key,
    )


@sa.event.listens_for(Mapper, "mapper_configured")
def _remember_old_values(mapper: Mapper[Any], model: type[Any]) -> None:
    # Or a change of a record that a commit expired would not know what was before.
    if getattr(model, "__audited__", False):
        for attribute in mapper.column_attrs:
            getattr(model, attribute.key).impl.active_history = True


def _readable(watched: _Watched, changes: Changes) -> dict[str, list[Any]]:
    return {
        name: [MASK, MASK] if name in watched.hidden else [_plain(value) for value in pair]
        for name, pair in changes.items()
    }


def _plain(value: Any) -> Any:
    if type(value) in PLAIN:  # most values; the checks below would take most of the time
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value.value if isinstance(value, enum.Enum) else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def protect(op: Any, table: str = NAME) -> None:
    """Make a table of the trail append-only; called by the migration that makes it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep()"
        )
        return
    for event in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_keep_{event} BEFORE {event.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def unprotect(op: Any, table: str = NAME) -> None:
    """Undo :func:`protect`, before the table is dropped."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_keep ON {table}")
        op.execute(f"DROP FUNCTION {table}_keep()")
        return
    for event in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_keep_{event}")
