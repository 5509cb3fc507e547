"""The page below /core/history/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from core import names, tombstones
from core.db import Model, session
from core.history import rules
from core.history.listing import HistoryListing
from core.history.models import (
    EVENT_LABELS,
    EVENT_WORDS,
    USUAL_LABELS,
    Entry,
    action_of,
    model_of,
    reading,
)
from core.listing import answer
from core.permissions import allowed, requires
from core.templating import instant

blueprint = Blueprint("history", __name__)


@blueprint.get("/")
@requires("core.history.index")
def index() -> ResponseReturnValue:
    """List every change of every record, the newest first."""
    return answer(HistoryListing(), "core/history/index.html")


blueprint.add_app_template_filter(tombstones.of_name, "tombstone")
blueprint.add_app_template_filter(action_of, "action")


@blueprint.app_template_filter("readable")
def readable(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out rows of other plugins, on a record's page, whose pages the reader may not see."""
    found = [one for one in entries if one.model == one.owner or allowed(reading(one))]
    g.names_in_history = names.of(session(), _references(found))
    return found


@blueprint.app_template_filter("described")
def described(entry: Entry) -> list[rules.Line]:
    """Put the changes of an entry into words."""
    model = model_of(entry.model)
    labels = USUAL_LABELS | getattr(model, "__labels__", {}) if model else EVENT_LABELS
    words = getattr(model, "__words__", {} if model else EVENT_WORDS)
    for name, table in _referring(model, entry):
        known = {key: g.names_in_history.get((table, key), key) for key in _keys(entry, name)}
        words = {name: known} | words
    return rules.describe(entry.changes, labels, words, instant)


def _references(entries: Iterable[Entry]) -> Iterator[names.Reference]:
    """Yield the records that changes tell of by their keys, to ask for all their names at once."""
    for entry in entries:
        for name, table in _referring(model_of(entry.model), entry):
            yield from ((table, key) for key in _keys(entry, name))


def _referring(model: type[Model] | None, entry: Entry) -> list[tuple[str, str]]:
    tables = {name: names.table_of(model, name) for name in entry.changes} if model else {}
    return [(name, table) for name, table in tables.items() if table]


def _keys(entry: Entry, name: str) -> list[Any]:
    return [key for key in entry.changes[name] if isinstance(key, int)]
