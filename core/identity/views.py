"""The addresses below /core/identity/: the way to the provider and back, and who is known there."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import urljoin

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_security.utils import login_user

from core import error_pages, guessing, openid
from core.clock import now
from core.config import Settings
from core.db import session
from core.history.models import EVENT_WORDS
from core.identity import queries, services
from core.openid import Begun, RefusedError
from core.permissions import PUBLIC, requires
from core.records import one_or_404
from core.templating import render
from core.user.queries import by_id
from core.user.rules import local_path

blueprint = Blueprint("identity", __name__)
KEPT = "identity"
FORBIDDEN = 403


@blueprint.get("/begin")
@requires(PUBLIC)
def begin() -> ResponseReturnValue:
    """Send somebody to the provider."""
    settings = _settings()
    back = urljoin(settings.public_url or request.host_url, url_for("core.identity.back"))
    try:
        where, begun = openid.begin(settings, back)
    except RefusedError as error:
        return _refused(error)
    cookie[KEPT] = begun.kept() | {"next": local_path(request.args.get("next", "/"))}
    return redirect(where, 303)


@blueprint.get("/back")
@requires(PUBLIC)
def back() -> ResponseReturnValue:
    """Let in whom the provider sends back."""
    settings = _settings()
    kept: dict[str, str] = cookie.pop(KEPT, {})
    target = kept.pop("next", "/")
    claims: dict[str, Any] = {}
    try:
        claims = _claims(settings, kept)
        user = services.identified(
            session(), claims, issuer=settings.oidc_issuer, role=settings.oidc_role, now=now()
        )
    except RefusedError as error:
        session().rollback()
        return _refused(error, str(claims.get("email", "")))
    login_user(user, remember=False, authn_via=["openid"])
    session().commit()
    return redirect(local_path(target), 303)


@blueprint.get("/of/<int:user_id>")
@requires("core.user.edit")
def of(user_id: int) -> ResponseReturnValue:
    """List the accounts at providers by which somebody comes in."""
    found = session().scalars(queries.every_of(user_id)).all()
    return render("core/identity/index.html", user=one_or_404(by_id(user_id)), identities=found)


@blueprint.post("/of/<int:user_id>/<int:identity_id>/delete")
@requires("core.user.edit")
def delete_of(user_id: int, identity_id: int) -> ResponseReturnValue:
    """Part somebody from an account at a provider."""
    user = one_or_404(by_id(user_id))
    one = session().scalar(queries.one_of(identity_id, user_id)) or abort(404)
    services.remove_of(session(), user, one, by=current_user, now=now())
    session().commit()
    flash(_("The account at the single sign-on belongs to %(name)s no more.", name=user), "success")
    return redirect(url_for("core.identity.of", user_id=user_id), 303)


def _claims(settings: Settings, kept: dict[str, str]) -> dict[str, Any]:
    state = request.args.get("state", "")
    if not kept or not hmac.compare_digest(kept["state"].encode(), state.encode()):
        raise RefusedError("state")
    if "code" not in request.args:
        raise RefusedError("denied")
    if request.args.get("iss", settings.oidc_issuer) != settings.oidc_issuer:
        raise RefusedError("issuer")
    return openid.finish(settings, Begun(**kept), request.args["code"], now())


def _refused(error: RefusedError, email: str = "") -> ResponseReturnValue:
    why = str(error)
    guessing.refused(email, why)
    told = _("You are not signed in: %(why)s.", why=EVENT_WORDS["why"][why])
    return error_pages.page(FORBIDDEN, told)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["bumen.settings"]
    if not openid.title(settings):
        abort(404)
    return settings
