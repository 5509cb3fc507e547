"""Which rows a reader sees: conditions of plugins, AND-ed into every question of a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, has_request_context
from flask_login import current_user
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from core import hooks
from core.db import Model
from core.errors import BusinessError
from core.user.models import User

HOOK = "restrict_rows"
# Who somebody is, and how the system runs, has to be known to everybody's pages.
OPEN = ("core.user.", "core.role.", "core.setting.", "core.plugin.", "core.plugin_fault.")


def init_app(app: Flask) -> None:
    """Listen to every session of the process; harmless when called for a second app."""
    if not sa.event.contains(Session, "do_orm_execute", _restrict):
        sa.event.listen(Session, "do_orm_execute", _restrict)


def _restrict(state: ORMExecuteState) -> None:
    # What is loaded for a record later has the conditions of the question that found it.
    if not state.is_select or state.is_column_load or state.is_relationship_load:
        return
    if has_request_context() and hooks.implementations(HOOK):
        rules = _rules()
        if rules:
            state.statement = state.statement.options(*rules)


def _rules() -> list[Any]:
    """Return the conditions on what this reader asks, made once a request."""
    if g.get("makes_row_rules"):
        return []  # such as the question who the reader is
    g.makes_row_rules = True
    try:
        user = current_user._get_current_object()
        if not user.is_authenticated or user.is_administrator:
            return []
        if g.get("row_rules", (None,))[0] is not user:
            g.row_rules = (user, [rule for model in _models(Model) for rule in _of(model, user)])
        rules: list[Any] = g.row_rules[1]
        return rules
    finally:
        g.makes_row_rules = False


def _models(base: type[Model]) -> Iterator[type[Model]]:
    for model in base.__subclasses__():
        yield from _models(model)
        if "__table__" in model.__dict__ and not model.__module__.startswith(OPEN):
            yield model


def _of(model: type[Model], user: User) -> Iterator[Any]:
    for one in hooks.implementations(HOOK):
        ask = hooks.asking(one, {"model": model, "user": user})
        condition = _condition(one.plugin_name, ask, model)
        if condition is not None:
            yield with_loader_criteria(model, condition, include_aliases=True)


def _condition(plugin: str, ask: Callable[[], Any], model: type[Model]) -> Any:
    try:
        condition = hooks.insist(plugin, HOOK, ask, what=model.__tablename__)
    except BusinessError:
        return sa.false()
    return None if condition is None else sa.type_coerce(condition, sa.Boolean)
