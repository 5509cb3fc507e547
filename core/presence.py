"""The session behind a cookie: begun when somebody signs in, looked up with the user.

The row, the user, the rights and what every page tells are read in one statement; that a session
is in use is noted every few minutes, after the answer, in a transaction of its own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from flask import Flask, g, request
from flask import session as cookie
from flask_login import user_logged_in, user_logged_out
from flask_security.signals import password_changed
from flask_security.utils import set_request_attr

from core import clock
from core.api_token.rules import digest_of
from core.company import remember
from core.db import db, session
from core.role.rules import Rights
from core.user.models import User
from core.user_session import queries, services
from core.user_session.rules import IDLE, KEPT

SECRET = "session"  # noqa: S105 - the name under which the cookie has it
NOTED = timedelta(minutes=5)


def present(uniquifier: str) -> User | None:
    """Return the user of a cookie whose session is open."""
    now = clock.now()
    asked = {"uniquifier": uniquifier, "digest": digest_of(cookie.get(SECRET, "")), "now": now}
    found = session().execute(queries.opened(), asked).all()
    if not found:
        return None
    user, key, used_at, is_kept, facts, g.unread, g.starred = found[0][:7]
    user.rights = tuple(Rights.read(*row[7:]) for row in found if row.name)
    remember(facts)
    if now - used_at >= NOTED:
        g.used_session = key, KEPT if is_kept else IDLE
        cookie.modified = True  # a cookie that is kept lasts as long as its session
    structlog.contextvars.bind_contextvars(user=user.id)
    # What Flask-Security's own loader says of a request.
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", cookie.get("fs_paa", 0))
    return user


def _begin(_app: Flask, *, user: Any, **_more: Any) -> None:
    """Begin a session; one that this browser had before ends."""
    former = services.leave(session(), cookie.get(SECRET, ""))
    is_kept = cookie.pop("_remember", None) == "set" or (former is not None and former.is_kept)
    cookie[SECRET] = services.begin(
        session(),
        user,
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        is_kept=is_kept,
        now=clock.now(),
    )
    cookie.permanent = is_kept


def _end(_app: Flask, **_more: Any) -> None:
    """End the session of somebody who signs out."""
    services.leave(session(), cookie.pop(SECRET, ""))
    cookie.permanent = False
    session().commit()


def _end_others(_app: Flask, *, user: User, **_more: Any) -> None:
    """Sign out all other browsers of somebody who has a new password."""
    services.end_all(session(), user, but=cookie.get(SECRET, ""), by=user, now=clock.now())


def _note(_error: BaseException | None) -> None:
    """Note that a session was used."""
    if used := g.pop("used_session", None):
        # What the request did not commit is dropped anyhow; SQLite could not write beside it.
        session().rollback()
        now = clock.now()
        key, lasting = used
        with db.engine.begin() as connection:
            address = request.remote_addr or ""
            connection.execute(queries.used(key, address, now, now + lasting))


def init_app(app: Flask, login_manager: Any) -> None:
    """Ask for a session wherever somebody is signed in."""
    app.config.update(PERMANENT_SESSION_LIFETIME=KEPT, SESSION_REFRESH_EACH_REQUEST=False)
    login_manager.user_loader(present)
    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)
    password_changed.connect(_end_others, app)
    app.teardown_request(_note)
