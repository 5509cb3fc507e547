"""The page below /core/history/."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask.typing import ResponseReturnValue

from core import tombstones
from core.history import rules
from core.history.listing import HistoryListing
from core.history.models import EVENT_LABELS, EVENT_WORDS, Entry, action_of, model_of, reading
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
    return [one for one in entries if one.model == one.owner or allowed(reading(one))]


@blueprint.app_template_filter("described")
def described(entry: Entry) -> list[rules.Line]:
    """Put the changes of an entry into words."""
    model = model_of(entry.model)
    labels = getattr(model, "__labels__", EVENT_LABELS)
    words = getattr(model, "__words__", {} if model else EVENT_WORDS)
    return rules.describe(entry.changes, labels, words, instant)
