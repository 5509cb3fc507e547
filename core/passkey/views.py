"""The pages below /core/passkey/: one's own passkeys, and signing in with one."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_security.utils import login_user

from core import error_pages, guessing
from core.api_token.rules import BYTES
from core.clock import now
from core.company import company
from core.db import session
from core.errors import BusinessError
from core.passkey import queries, services
from core.passkey.services import RefusedError, Site
from core.permissions import PUBLIC, SIGNED_IN, requires
from core.records import one_or_404
from core.templating import render
from core.user.models import User
from core.user.queries import by_id
from core.user.rules import local_path

blueprint = Blueprint("passkey", __name__)
CHALLENGE = "passkey"
MINUTES = timedelta(minutes=5)


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """List one's passkeys."""
    return _page(current_user)


@blueprint.post("/options")
@requires(SIGNED_IN)
def options() -> ResponseReturnValue:
    """Tell the browser which key to make."""
    _ask_who()
    return _json(services.to_register(session(), current_user, _site(), _challenge()))


@blueprint.post("/create")
@requires(SIGNED_IN)
def create() -> ResponseReturnValue:
    """Keep the key that a device made."""
    _ask_who()
    services.register(
        session(),
        name=request.form.get("name", ""),
        credential=request.form.get("credential", ""),
        challenge=_given_challenge() or b"none",
        site=_site(),
        by=current_user,
        now=now(),
    )
    session().commit()
    flash(_("From now on this passkey signs you in."), "success")
    return redirect(url_for("core.passkey.index"), 303)


@blueprint.post("/<int:passkey_id>/delete")
@requires(SIGNED_IN)
def delete(passkey_id: int) -> ResponseReturnValue:
    """Remove a passkey of one's own."""
    one = session().scalar(queries.own(passkey_id, current_user.id)) or abort(404)
    services.remove(session(), one)
    session().commit()
    flash(_("The passkey is removed; it signs nobody in any more."), "success")
    return redirect(url_for("core.passkey.index"), 303)


@blueprint.get("/of/<int:user_id>")
@requires("core.user.edit")
def of(user_id: int) -> ResponseReturnValue:
    """List the passkeys of somebody."""
    return _page(one_or_404(by_id(user_id)))


@blueprint.post("/of/<int:user_id>/<int:passkey_id>/delete")
@requires("core.user.edit")
def delete_of(user_id: int, passkey_id: int) -> ResponseReturnValue:
    """Remove a passkey of somebody, such as that of a lost telephone."""
    user = one_or_404(by_id(user_id))
    one = session().scalar(queries.own(passkey_id, user_id)) or abort(404)
    services.remove_of(session(), user, one, by=current_user, now=now())
    session().commit()
    flash(_("The passkey is removed; it signs nobody in any more."), "success")
    return redirect(url_for("core.passkey.of", user_id=user_id), 303)


@blueprint.post("/challenge")
@requires(PUBLIC)
def challenge() -> ResponseReturnValue:
    """Tell the browser of somebody who wants to come in what to sign."""
    return _json(services.to_enter(_site(), _challenge()))


@blueprint.post("/enter")
@requires(PUBLIC)
def enter() -> ResponseReturnValue:
    """Let somebody in whose device answered the challenge; it has verified the person, too."""
    try:
        user = services.entered(
            session(),
            credential=request.form.get("credential", ""),
            challenge=_given_challenge() or b"none",
            site=_site(),
            now=now(),
        )
    except RefusedError as error:
        session().rollback()
        guessing.refused("", str(error))
        return error_pages.page(422, _("This passkey lets nobody in. Sign in another way."))
    login_user(user, remember="remember" in request.form, authn_via=["webauthn"])
    session().commit()
    return redirect(local_path(request.form.get("next", "/")), 303)


def _page(user: User) -> str:
    found = session().scalars(queries.of_user(user.id)).all()
    return render("core/passkey/index.html", user=user, passkeys=found, is_fresh=_is_fresh())


def _is_fresh() -> bool:
    within: timedelta = current_app.config["SECURITY_FRESHNESS"]
    return time.time() - cookie.get("fs_paa", 0) < within.total_seconds()


def _ask_who() -> None:
    """Refuse somebody who found an open browser.

    :raises BusinessError: if the user signed in too long ago.
    """
    if not _is_fresh():
        raise BusinessError(_("You signed in a while ago. Confirm first that it is you."))


def _challenge() -> bytes:
    """Return a new challenge, which the cookie keeps for a few minutes."""
    made = secrets.token_urlsafe(BYTES)
    cookie[CHALLENGE] = made, now().timestamp()
    return made.encode()


def _given_challenge() -> bytes | None:
    """Return the challenge that was given to this browser; each serves once."""
    made, at = cookie.pop(CHALLENGE, ("", 0))
    is_valid = made and now().timestamp() - at < MINUTES.total_seconds()
    return made.encode() if is_valid else None


def _site() -> Site:
    public = current_app.extensions["bumen.settings"].public_url or request.host_url
    parts = urlsplit(public)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", company().name)


def _json(text: str) -> Response:
    return Response(text, mimetype="application/json")
