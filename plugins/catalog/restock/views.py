"""The page below /catalog/restock/."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.company import today
from core.db import session
from core.errors import BusinessError
from core.permissions import requires
from plugins.catalog.restock import services

blueprint = Blueprint("restock", __name__)


@blueprint.post("/run")
@requires("catalog.restock.run")
def run() -> ResponseReturnValue:
    """Suggest what to restock now, without waiting for the night."""
    try:
        outcome = services.run(session(), by=current_user, on=today())
    except BusinessError as error:
        session().rollback()
        flash(str(error), "danger")
    else:
        session().commit()
        flash(outcome.text, "success")
    return redirect(url_for("catalog.suggestion.index"), 303)
