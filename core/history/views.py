"""The page below /core/history/."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from core import tombstones
from core.db import Model, session
from core.history import rules
from core.history.listing import HistoryListing
from core.history.models import EVENT_LABELS, EVENT_WORDS, Entry, action_of, model_of, reading
from core.listing import answer
from core.permissions import allowed, requires
from core.templating import instant
from core.user import queries as users

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
    return [one for one in entries if one.model == one.owner or allowed(reading(one))]


@blueprint.app_template_filter("described")
def described(entry: Entry) -> list[rules.Line]:
    """Put the changes of an entry into words."""
    model = model_of(entry.model)
    labels = getattr(model, "__labels__", EVENT_LABELS)
    words = getattr(model, "__words__", {} if model else EVENT_WORDS)
    people = [name for name in entry.changes if model and _is_person(model, name)]
    if people:
        words = words | dict.fromkeys(people, _names())
    return rules.describe(entry.changes, labels, words, instant)


def _is_person(model: type[Model], name: str) -> bool:
    column = model.__table__.columns.get(name)
    return column is not None and any(
        key.target_fullname == "core_user.id" for key in column.foreign_keys
    )


def _names() -> dict[int, str]:
    """Return the names of all users by key, asked once for all entries of a page."""
    if "names_of_users" not in g:
        g.names_of_users = dict(session().execute(users.names()).all())
    return cast(dict[int, str], g.names_of_users)
