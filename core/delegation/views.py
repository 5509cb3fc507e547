"""The page below /core/delegation/."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.delegation import queries, services
from core.delegation.forms import DelegationForm
from core.delegation.models import Delegation
from core.errors import BusinessError
from core.permissions import SIGNED_IN, requires
from core.templating import render
from core.user.models import User
from core.user.queries import colleagues

blueprint = Blueprint("delegation", __name__)


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show who signs for the reader, and for whom the reader signs."""
    return _page()


@blueprint.post("/create")
@requires(SIGNED_IN)
def create() -> ResponseReturnValue:
    """Let a colleague sign in one's place for some days."""
    form = _form()
    if form.submitted():
        values = form.values
        delegate = session().get(User, values.pop("delegate"))
        person = current_user._get_current_object()
        try:
            services.create(session(), person, delegate, **values, by=person, on=today(), now=now())
        except BusinessError as error:
            form.refuse(error)
        else:
            return _done(_("Your colleague may sign in your place on these days."))
    return _page(form), 422


@blueprint.post("/<int:delegation_id>/end")
@requires(SIGNED_IN)
def end(delegation_id: int) -> ResponseReturnValue:
    """End a delegation of one's own today."""
    row = session().get(Delegation, delegation_id) or abort(404)
    if row.user_id != current_user.id:
        abort(403)
    services.end(session(), row, by=current_user, on=today())
    return _done(_("The delegation has ended."))


def _done(text: str) -> ResponseReturnValue:
    session().commit()
    flash(text, "success")
    return redirect(url_for("core.delegation.index"), 303)


def _form() -> DelegationForm:
    form = DelegationForm()
    form.offer(session().scalars(colleagues()), current_user.id)
    return form


def _page(form: Any = None) -> str:
    rows = session().scalars(queries.concerning(current_user.id, today())).all()
    return render("core/delegation/index.html", rows=rows, form=form or _form())
