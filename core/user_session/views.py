"""The pages below /core/user_session/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from core.api_token.rules import digest_of
from core.clock import now
from core.db import session
from core.permissions import SIGNED_IN, requires
from core.presence import SECRET
from core.records import one_or_404
from core.templating import render
from core.user.models import User
from core.user.queries import by_id
from core.user_session import queries, services

blueprint = Blueprint("user_session", __name__)


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """List where one is signed in."""
    return _page(current_user)


@blueprint.post("/<int:session_id>/end")
@requires(SIGNED_IN)
def end(session_id: int) -> ResponseReturnValue:
    """Sign out one browser of one's own."""
    one = session().scalar(queries.own(session_id, current_user.id)) or abort(404)
    services.end(session(), current_user, one)
    session().commit()
    flash(_("That device is signed out."), "success")
    return redirect(url_for("core.user_session.index"), 303)


@blueprint.post("/end_others")
@requires(SIGNED_IN)
def end_others() -> ResponseReturnValue:
    """Sign out every other browser of one's own."""
    secret = cookie.get(SECRET, "")
    _told(services.end_all(session(), current_user, but=secret, by=current_user, now=now()))
    return redirect(url_for("core.user_session.index"), 303)


@blueprint.get("/of/<int:user_id>")
@requires("core.user.edit")
def of(user_id: int) -> ResponseReturnValue:
    """List where somebody is signed in."""
    return _page(one_or_404(by_id(user_id)))


@blueprint.post("/of/<int:user_id>/end_all")
@requires("core.user.edit")
def end_all(user_id: int) -> ResponseReturnValue:
    """Sign somebody out everywhere."""
    _told(services.end_all(session(), one_or_404(by_id(user_id)), by=current_user, now=now()))
    return redirect(url_for("core.user_session.of", user_id=user_id), 303)


def _page(user: User) -> str:
    return render(
        "core/user_session/index.html",
        user=user,
        sessions=session().scalars(queries.of_user(user.id, now())).all(),
        this=digest_of(cookie.get(SECRET, "")),
    )


def _told(count: int) -> None:
    session().commit()
    told = ngettext("%(num)s device is signed out.", "%(num)s devices are signed out.", count)
    flash(told if count else _("Nothing else was signed in."), "success")
