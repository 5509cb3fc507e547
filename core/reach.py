"""Reach: whose rows of an area somebody sees, declared by models and set for roles.

A model says whose a row is, and the core does the rest::

    class Visit(Model):
        __rows__ = Rows("visits.visit", _l("Visits"), owner="seller_id")

Roles are given a reach on the page of roles; the widest of a user's roles counts.
:mod:`core.rows` puts it into every question of a request.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.db import Model

# From a list of keys, or a query for them, to the condition on the rows of those.
Condition = Callable[[Any], "sa.ColumnElement[bool]"]


class Reach(enum.Enum):
    """Whose rows: from the narrowest to the widest."""

    OWN = "own"
    DEPARTMENT = "department"
    ALL = "all"


REACHES = {
    Reach.OWN: _l("Own rows"),
    Reach.DEPARTMENT: _l("Rows of the department"),
    Reach.ALL: _l("All rows"),
}
ORDER = tuple(Reach)


@dataclass(frozen=True)
class Rows:
    """Whose the rows of a model are.

    :param area: what a reach is set for, ``<plugin>.<slice>``; models may share one.
    :param title: the area in words, on the page of roles.
    :param owner: the column that holds a user, or the condition on the rows of some users.
    :param department: the same for departments, where rows belong to some.
    :param unset: what counts for somebody none of whose roles says anything; ``None`` shows
        no row.
    :param everything: the permission whose holders reach all where their roles say nothing.
    """

    area: str
    title: Any
    owner: str | Condition
    department: str | Condition | None = None
    unset: Reach | None = Reach.ALL
    everything: str = ""


def declared() -> dict[type[Model], Rows]:
    """Return the models of this process that say whose their rows are."""
    return dict(_declared(Model))


def _declared(base: type[Model]) -> Iterable[tuple[type[Model], Rows]]:
    for model in base.__subclasses__():
        yield from _declared(model)
        if "__rows__" in model.__dict__:
            yield model, model.__dict__["__rows__"]


def areas() -> dict[str, Rows]:
    """Return what a reach can be set for, by name."""
    return {rows.area: rows for rows in sorted(declared().values(), key=lambda one: one.area)}


def widest(reaches: Iterable[Reach], unset: Reach | None) -> Reach | None:
    """Return the widest of some reaches, or what counts without any."""
    return max(reaches, key=ORDER.index, default=unset)


def covers(given: Reach | None, wanted: Reach | None) -> bool:
    """Return whether somebody with one reach sees all that another shows."""
    return wanted is None or (given is not None and ORDER.index(wanted) <= ORDER.index(given))


def condition(model: type[Model], owner: str | Condition, keys: Any) -> sa.ColumnElement[bool]:
    """Return the condition on the rows of some users or departments."""
    if isinstance(owner, str):
        column: sa.ColumnElement[Any] = getattr(model, owner)
        return column.in_(keys)
    return owner(keys)
