"""The addresses below /marketing/go/, which are printed and published."""

from __future__ import annotations

import structlog
from flask import Blueprint, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from core.clock import now
from core.db import release, session
from core.permissions import PUBLIC, requires
from core.security import derived
from plugins.marketing.hit import rules, services
from plugins.marketing.hit.models import Via
from plugins.marketing.link import queries

blueprint = Blueprint("go", __name__)
GONE = 410
SALT = "marketing.hit"


@blueprint.get("/<string(maxlength=16):code>")
@requires(PUBLIC)
def follow(code: str) -> ResponseReturnValue:
    """Lead who clicked to the target."""
    return _led(code, Via.CLICK)


@blueprint.get("/<string(maxlength=16):code>/qr")
@requires(PUBLIC)
def scan(code: str) -> ResponseReturnValue:
    """Lead who scanned the printed code to the target."""
    return _led(code, Via.SCAN)


def _led(code: str, via: Via) -> ResponseReturnValue:
    """Count the hit and redirect, by 302: a browser would remember a 301 and ask no more."""
    found = session().execute(queries.destination(code.lower())).one_or_none()
    if found is None or not found.address.startswith(("http://", "https://")):
        abort(404)
    if not found.is_active:
        abort(GONE)
    try:
        _count(found.id, via)
    except OperationalError:  # who follows a link shall arrive even while the database is busy
        session().rollback()
        structlog.get_logger().exception("A hit could not be counted", link=found.id)
    answer = redirect(found.address, 302)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _count(link_id: int, via: Via) -> None:
    at = now()
    secret = derived(current_app.extensions["bumen.settings"].secret(), SALT)
    is_staff = current_user.is_authenticated
    release(session())  # SQLite cannot turn a transaction that has read into one that writes
    services.record(
        session(),
        link_id=link_id,
        visitor=rules.visitor_of(
            secret, at.date(), request.remote_addr or "", request.user_agent.string
        ),
        kind=rules.kind_of(request.method, dict(request.headers), is_staff=is_staff),
        via=via,
        now=at,
    )
    session().commit()
