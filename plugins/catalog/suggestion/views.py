"""The pages below /catalog/suggestion/."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.extras import page_extras
from core.forms import Form
from core.history import queries as history
from core.listing import answer
from core.permissions import requires
from core.templating import render
from plugins.catalog.suggestion import queries, services
from plugins.catalog.suggestion.forms import AcceptForm, DismissForm, SnoozeForm
from plugins.catalog.suggestion.listing import PATTERNS, STATES, SuggestionListing, explained
from plugins.catalog.suggestion.models import Suggestion

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
    one = _suggestion(suggestion_id)
    until = today() + USUAL_REST
    forms = {
        "accept": AcceptForm(quantity=one.quantity),
        "dismiss": DismissForm(until=until),
        "snooze": SnoozeForm(decide_on=until),
    }
    return _page(one, forms)


@blueprint.post("/<int:suggestion_id>/accept")
@requires("catalog.suggestion.accept")
def accept(suggestion_id: int) -> ResponseReturnValue:
    """Ask to buy it."""
    form = AcceptForm()

    def act(one: Suggestion) -> None:
        services.accept(
            session(), one, quantity=form.quantity.data, by=current_user, on=today(), now=now()
        )

    return _decide(suggestion_id, "accept", form, act, _("The purchase is asked for."))


@blueprint.post("/<int:suggestion_id>/dismiss")
@requires("catalog.suggestion.accept")
def dismiss(suggestion_id: int) -> ResponseReturnValue:
    """Decide not to buy it."""
    form = DismissForm()

    def act(one: Suggestion) -> None:
        services.dismiss(session(), one, **form.values, by=current_user, now=now())

    return _decide(suggestion_id, "dismiss", form, act, _("The suggestion is dismissed."))


@blueprint.post("/<int:suggestion_id>/snooze")
@requires("catalog.suggestion.accept")
def snooze(suggestion_id: int) -> ResponseReturnValue:
    """Put the decision off."""
    form = SnoozeForm()

    def act(one: Suggestion) -> None:
        services.snooze(session(), one, until=form.values["decide_on"], by=current_user, now=now())

    return _decide(suggestion_id, "snooze", form, act, _("The suggestion is put off."))


def _decide(
    suggestion_id: int, verb: str, form: Form, act: Callable[[Suggestion], None], done: str
) -> ResponseReturnValue:
    one = _suggestion(suggestion_id)
    if form.submitted():
        try:
            act(one)
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
        else:
            session().commit()
            flash(done, "success")
            return redirect(url_for("catalog.suggestion.detail", suggestion_id=suggestion_id), 303)
    until = today() + USUAL_REST
    one = _suggestion(suggestion_id)
    forms: dict[str, Form] = {
        "accept": AcceptForm(formdata=None, quantity=one.quantity),
        "dismiss": DismissForm(formdata=None, until=until),
        "snooze": SnoozeForm(formdata=None, decide_on=until),
    }
    return _page(one, forms | {verb: form}), 422


def _page(one: Suggestion, forms: dict[str, Any]) -> str:
    return render(
        "catalog/suggestion/detail.html",
        suggestion=one,
        sentence=explained(one),
        state=STATES[one.state],
        pattern=PATTERNS[one.pattern],
        forms=forms,
        extras=page_extras("catalog.suggestion", one),
        history=session().scalars(history.of(Suggestion, one.id)).all(),
    )


def _suggestion(suggestion_id: int) -> Suggestion:
    return session().scalar(queries.suggestion(suggestion_id)) or abort(404)
