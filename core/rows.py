"""Which rows a reader sees: conditions that are AND-ed into every question of a request.

They come from what models declare (:mod:`core.reach`) and from plugins (``restrict_rows``).
A service that has to know of every row, whoever asks, says so in its question::

    session.scalar(queries.coded(code).execution_options(**EVERY_ROW))
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask, g, has_request_context
from flask_login import current_user
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from core import hooks
from core.company import today
from core.db import Model, session
from core.errors import BusinessError
from core.import_run import queries as imports
from core.import_run.models import ImportRow, ImportRun
from core.importing import registered as importers
from core.organisation import queries as organisation
from core.ownership import owner_of
from core.reach import Reach, Rows, condition, declared
from core.role.services import reach_of
from core.user.models import User
from core.user.queries import by_id

HOOK = "restrict_rows"
# What a service must not miss for the sake of who asks, such as whether a code is taken.
EVERY_ROW = {"every_row": True}
Ask = Callable[[], Any]
# Who somebody is, and how the system runs, has to be known to everybody's pages.
OPEN = ("core.user.", "core.role.", "core.setting.", "core.plugin.", "core.plugin_fault.")


def init_app(app: Flask) -> None:
    """Listen to every session of the process; harmless when called for a second app."""
    if not sa.event.contains(Session, "do_orm_execute", _restrict):
        sa.event.listen(Session, "do_orm_execute", _restrict)


def read(
    statement: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
) -> sa.Result[*tuple[Any, ...]]:
    """Return what a question for columns finds, of the rows that the reader sees.

    ``session().execute`` says the same in four times the time, as it could load records too.
    """
    current = session()
    if has_request_context() and _rules(current):
        return current.execute(statement, values)
    if current.autoflush:
        current.flush()
    return current.connection().execute(statement, values)


def _restrict(state: ORMExecuteState) -> None:
    # What is loaded for a record later has the conditions of the question that found it.
    if not state.is_select or state.is_column_load or state.is_relationship_load:
        return
    if has_request_context() and not state.execution_options.get("every_row"):
        rules = _rules(state.session)
        if rules:
            state.statement = state.statement.options(*rules)


def _rules(session: Session) -> list[Any]:
    """Return the conditions on what this reader asks, made once a request."""
    if g.get("makes_row_rules"):
        return []  # such as the question who the reader is
    g.makes_row_rules = True
    try:
        user = current_user._get_current_object()
        if not user.is_authenticated or user.is_administrator:
            return []
        g.row_rules = (user, _known(session, user))
        rules: list[Any] = g.row_rules[1]
        return rules
    finally:
        g.makes_row_rules = False


def seen(session: Session, user: User, model: type[Model], keys: Collection[int]) -> set[int]:
    """Return which of some records a user sees, who need not be the one who asks.

    :param user: loaded with all rights, as by ``core.user.queries.with_rights``.
    """
    asked = sa.select(model.id).where(model.id.in_(keys)).execution_options(**EVERY_ROW)
    if not user.is_administrator:
        before, g.makes_row_rules = g.get("makes_row_rules", False), True
        try:
            asked = asked.options(*_known(session, user))
        finally:
            g.makes_row_rules = before
    return set(session.scalars(asked))


def hidden(session: Session, user: User, model: type[Model], keys: Collection[int]) -> set[int]:
    """Return which of some records a user does not see, so that an import must not change them.

    A job has no reader, and its questions see every row; the system itself does, too.
    """
    reader = session.scalars(by_id(user.id)).unique().one_or_none() if keys else None
    return set() if reader is None else set(keys) - seen(session, reader, model, keys)


def _known(session: Session, user: User) -> list[Any]:
    """Return the conditions for somebody, those of this request if they are made already."""
    known, rules = g.get("row_rules", (None, []))
    return rules if known is user else _made(session, user)


def _made(session: Session, user: User) -> list[Any]:
    with session.no_autoflush:
        return [*_declared(session, user), *_hooked(user)]


def _declared(session: Session, user: User) -> Iterator[Any]:
    found = declared()
    reaches = {rows.area: reach_of(user, rows) for rows in found.values()}
    departments: list[int] = []
    if Reach.DEPARTMENT in reaches.values():
        departments += session.scalars(organisation.reached(user.id, today()))
    for model, rows in found.items():
        if reaches[rows.area] is Reach.ALL:
            continue
        ask = partial(_reached, model, rows, reaches[rows.area], user, departments)
        restriction = _condition(owner_of(model.__module__), "rows", ask, model)
        if restriction is not None:
            yield with_loader_criteria(model, restriction, include_aliases=True)
    yield from _imported(reaches, user, departments)


def _reached(
    model: type[Model], rows: Rows, reach: Reach | None, user: User, departments: list[int]
) -> sa.ColumnElement[bool]:
    if reach is None:
        return sa.false()
    shown = [condition(model, rows.owner, one) for one in _people(reach, user, departments)]
    if reach is Reach.DEPARTMENT and rows.department is not None:
        shown.append(condition(model, rows.department, departments))
    return sa.or_(*shown)


def _people(reach: Reach | None, user: User, departments: list[int]) -> list[Any]:
    """Return whose rows somebody sees, as keys and as a question for keys."""
    own = [[user.id]]
    return (
        [*own, organisation.people_of(departments, today())] if reach is Reach.DEPARTMENT else own
    )


def _imported(
    reaches: Mapping[str, Reach | None], user: User, departments: list[int]
) -> Iterator[Any]:
    """Show of what others imported as much as of the rows that came in."""
    people = {
        name: _people(reaches[one.area], user, departments)
        for name, one in importers().items()
        if reaches.get(one.area, Reach.ALL) is not Reach.ALL
    }
    if people:
        runs = cast(sa.Table, ImportRun.__table__).c
        seen_runs = sa.select(runs.id).where(imports.of_areas(runs, people)).correlate(None)
        for model, restriction in (
            (ImportRun, imports.of_areas(ImportRun, people)),
            (ImportRow, ImportRow.run_id.in_(seen_runs)),
        ):
            yield with_loader_criteria(model, restriction, include_aliases=True)


def _hooked(user: User) -> Iterator[Any]:
    for one in hooks.implementations(HOOK):
        asked = [
            (model, hooks.asking(one, {"model": model, "user": user})) for model in _models(Model)
        ]
        for model, ask in _telling(asked):
            restriction = _condition(one.plugin_name, HOOK, ask, model)
            if restriction is not None:
                yield with_loader_criteria(model, restriction, include_aliases=True)


def _telling(asked: list[tuple[type[Model], Ask]]) -> list[tuple[type[Model], Ask]]:
    """Return the models that an answer restricts; all of them if it crashes for one.

    Most answers know a few of a hundred models: to guard each call would take longer than the
    question that all of this is for.
    """
    try:
        return [(model, ask) for model, ask in asked if ask() is not None]
    except (Exception, SystemExit):
        return asked  # each again, by what reports a crash and then shows no row


def _models(base: type[Model]) -> Iterator[type[Model]]:
    for model in base.__subclasses__():
        yield from _models(model)
        if "__table__" in model.__dict__ and not model.__module__.startswith(OPEN):
            yield model


def _condition(
    plugin: str, part: str, ask: Ask, model: type[Model]
) -> sa.ColumnElement[bool] | None:
    try:
        restriction = hooks.insist(plugin, part, ask, what=model.__tablename__)
    except BusinessError:
        return sa.false()
    return None if restriction is None else sa.type_coerce(restriction, sa.Boolean)
