"""The pages below /catalog/suggestion/."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.extras import record_page
from core.forms import Form
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.catalog.suggestion import queries, services
from plugins.catalog.suggestion.forms import AcceptForm, DismissForm, SnoozeForm
from plugins.catalog.suggestion.listing import STATES, SuggestionListing, explained
from plugins.catalog.suggestion.models import PATTERNS, Suggestion

blueprint = Blueprint("suggestion", __name__)
USUAL_REST = timedelta(days=14)


@blueprint.get("/")
@requires("catalog.suggestion.index")
def index() -> ResponseReturnValue:
    """List what to restock, the latest first."""
    return answer(SuggestionListing(), "catalog/suggestion/index.html")


@blueprint.get("/<int:suggestion_id>")
@requires("catalog.suggestion.index")
def detail(suggestion_id: int) -> ResponseReturnValue:
    """Show a suggestion, its sentence and its figures."""
    return _page(suggestion_id)


@blueprint.post("/<int:suggestion_id>/accept")
@requires("catalog.suggestion.accept")
def accept(suggestion_id: int) -> ResponseReturnValue:
    """Ask to buy it."""
    text = _("The purchase is asked for.")
    return _decided(suggestion_id, "accept", AcceptForm(), services.accept, text, on=today())


@blueprint.post("/<int:suggestion_id>/dismiss")
@requires("catalog.suggestion.accept")
def dismiss(suggestion_id: int) -> ResponseReturnValue:
    """Decide not to buy it."""
    text = _("The suggestion is dismissed.")
    return _decided(suggestion_id, "dismiss", DismissForm(), services.dismiss, text)


@blueprint.post("/<int:suggestion_id>/snooze")
@requires("catalog.suggestion.accept")
def snooze(suggestion_id: int) -> ResponseReturnValue:
    """Put the decision off."""
    text = _("The suggestion is put off.")
    return _decided(suggestion_id, "snooze", SnoozeForm(), services.snooze, text)


def _decided(
    suggestion_id: int, verb: str, form: Form, act: Callable[..., None], text: str, **told: Any
) -> ResponseReturnValue:
    one = _suggestion(suggestion_id)
    return saved(
        form,
        lambda: act(session(), one, **form.values, **told, by=current_user, now=now()),
        lambda _none: done(text, url_for("catalog.suggestion.detail", suggestion_id=suggestion_id)),
        lambda: _page(suggestion_id, **{verb: form}),
    )


def _page(suggestion_id: int, **typed: Form) -> str:
    one, until = _suggestion(suggestion_id), today() + USUAL_REST
    forms = {
        "accept": AcceptForm(formdata=None, quantity=one.quantity),
        "dismiss": DismissForm(formdata=None, until=until),
        "snooze": SnoozeForm(formdata=None, decide_on=until),
    }
    return render(
        "catalog/suggestion/detail.html",
        suggestion=one,
        sentence=explained(one),
        state=STATES[one.state],
        pattern=PATTERNS[one.pattern],
        forms=forms | typed,
        **record_page("catalog.suggestion", one),
    )


def _suggestion(suggestion_id: int) -> Suggestion:
    return session().scalar(queries.suggestion(suggestion_id)) or abort(404)
