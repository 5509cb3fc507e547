"""The pages below /core/bulk_run/: the plan for some rows of a list, and what became of it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core import bulk
from core.bulk import BulkAction
from core.bulk_run import services
from core.clock import now
from core.db import session
from core.errors import BusinessError
from core.listing import Listing
from core.permissions import SIGNED_IN, allowed, requires
from core.templating import render
from core.user.rules import local_path

blueprint = Blueprint("bulk_run", __name__)


@blueprint.post("/plan")
@requires(SIGNED_IN)
def plan() -> ResponseReturnValue:
    """Show what an action would do with the chosen rows; nothing is done."""
    listing, action = _asked()
    back = local_path(request.form.get("back", "/"))
    keys, refused, outcomes = _chosen(listing, back), "", []
    try:
        outcomes = services.act(session(), action, keys, by=current_user, now=now())
    except BusinessError as error:
        refused = str(error)
    finally:
        session().rollback()
    page = render(
        "core/bulk_run/plan.html", action=action, outcomes=outcomes, refused=refused, back=back
    )
    return page, 422 if refused else 200


@blueprint.post("/run")
@requires(SIGNED_IN)
def run() -> ResponseReturnValue:
    """Act on the rows of the plan and tell what became of each."""
    _listing, action = _asked()
    back = local_path(request.form.get("back", "/"))
    refused, outcomes = "", []
    try:
        outcomes = services.act(session(), action, _keys(), by=current_user, now=now())
    except BusinessError as error:
        session().rollback()
        refused = str(error)
    else:
        session().commit()
    page = render(
        "core/bulk_run/run.html", action=action, outcomes=outcomes, refused=refused, back=back
    )
    return page, 422 if refused else 200


def _asked() -> tuple[type[Listing], BulkAction]:
    listing, action = bulk.registered().get(request.form.get("action", "")) or abort(404)
    if not allowed(action.permission):
        abort(403)
    return listing, action


def _chosen(listing: type[Listing], back: str) -> list[int]:
    """Return the keys of the ticked rows, or of all rows that the address of the list asks for."""
    if request.form.get("all") != "1":
        return _keys()
    args = dict(parse_qsl(urlsplit(back).query))
    return listing().keys(args, services.MOST + 1)


def _keys() -> list[int]:
    ticked = request.form.getlist("key")
    return [
        int(key) for key in dict.fromkeys(ticked) if key.isdecimal() and len(key) < len(str(2**63))
    ]
