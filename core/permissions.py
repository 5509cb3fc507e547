"""Who may do what: every route names a permission, and what names none is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from flask import Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException

P = ParamSpec("P")
R = TypeVar("R")
PUBLIC = "public"
SIGNED_IN = "signed_in"
EVERYTHING = "*"
# Flask-Security guards its own pages; static files are the same for everybody.
OPEN_BLUEPRINTS = frozenset({"security"})


def requires(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Open a view to those who hold a permission, ``PUBLIC`` to all, ``SIGNED_IN`` to users."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.permission = permission  # type: ignore[attr-defined]  # read by `permission_of`
        return view

    return mark


def permission_of(app: Flask, endpoint: str) -> str | None:
    """Return the permission that an endpoint needs; None means that nobody may."""
    if endpoint == "static" or endpoint.partition(".")[0] in OPEN_BLUEPRINTS:
        return PUBLIC
    permission: str | None = getattr(app.view_functions[endpoint], "permission", None)
    return permission


def allowed(permission: str) -> bool:
    """Return whether the current user holds a permission."""
    if permission == PUBLIC:
        return True
    # A menu asks this for each of its links: the proxy finds the user anew for each attribute.
    user = current_user._get_current_object()
    if not user.is_authenticated:
        return False
    scopes = g.get("scopes")  # of the token, where a program asks
    if scopes is not None and permission not in scopes and permission != SIGNED_IN:
        return False
    return holds(user, permission)


def holds(user: Any, permission: str) -> bool:
    """Return whether somebody who is signed in holds a permission."""
    held: frozenset[str] = user.permissions
    return permission in {PUBLIC, SIGNED_IN} or permission in held or EVERYTHING in held


def leads_somewhere(url: str) -> bool:
    """Return whether an address is a page that the reader may open now."""
    try:
        endpoint, _values = current_app.url_map.bind("").match(url.partition("?")[0], "GET")
    except HTTPException:  # no such page, perhaps of a plugin that is off
        return False
    permission = permission_of(current_app, endpoint)
    return permission is not None and allowed(permission)


def init_app(app: Flask) -> None:
    """Ask for the permission before every view."""

    @app.before_request
    def guard() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None
        permission = permission_of(app, request.endpoint)
        if permission is not None and allowed(permission):
            return None
        if permission is not None and not current_user.is_authenticated:
            login: Any = current_app.extensions["security"].login_manager
            answer: ResponseReturnValue = login.unauthorized()
            return answer
        abort(403)

    app.jinja_env.globals["allowed"] = allowed
