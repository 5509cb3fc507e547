"""Requests to the JSON API: whose they are, what is committed, how a refusal reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

import structlog
from apiflask import APIBlueprint, HTTPError
from flask import Flask, Response, current_app, g, jsonify, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import AnonymousUserMixin
from pydantic import ValidationError

from core import clock, limits, openapi
from core.api_token import services
from core.db import session
from core.errors import BusinessError
from core.history.services import StaleEditError
from core.openapi import PROBLEM, ROOT, Mistake, Problem
from core.permissions import SIGNED_IN, requires
from core.user import queries as users

REPLAYED = "Idempotency-Replayed"
KEY_LENGTH = 200
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# The words of Pydantic for what people get wrong, in the reader's language.
MISTAKES = {
    "missing": _l("This is needed."),
    "extra_forbidden": _l("There is no such field."),
    "json_invalid": _l("This is no JSON."),
    "model_type": _l("Send an object with fields."),
    "enum": _l("This is none of the possible values."),
    "literal_error": _l("This is none of the possible values."),
    "string_too_long": _l("This is too long."),
    "string_pattern_mismatch": _l("Write this as the description of the API says."),
    "too_long": _l("These are too many."),
    "greater_than": _l("This is too small."),
    "greater_than_equal": _l("This is too small."),
    "less_than_equal": _l("This is too large."),
}


def problem(
    status: int, title: str, detail: str, errors: Mapping[str, str] | None = None
) -> Response:
    """Return a refusal as problem+json; ``errors`` has a message for each pointer."""
    told = Problem(
        title=title,
        status=status,
        detail=detail,
        errors=[Mistake(pointer=where, detail=what) for where, what in (errors or {}).items()],
    )
    answer = jsonify(told.model_dump())
    answer.status_code, answer.content_type = status, PROBLEM
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def code_of(error: BusinessError) -> HTTPStatus:
    """Return the status of a refusal: what is asked is well said, but cannot be as things are."""
    is_stale = isinstance(error, StaleEditError)
    return HTTPStatus.PRECONDITION_FAILED if is_stale else HTTPStatus.CONFLICT


def is_asked() -> bool:
    """Return whether this request is one of the API."""
    return request.path.startswith(f"{ROOT}/")


def authenticate() -> None:
    """Let the token of a request say whose it is; a cookie opens nothing here."""
    if not is_asked():
        return
    g.token, g.scopes, g._login_user = None, frozenset(), AnonymousUserMixin()
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        return
    token = services.used(session(), given.token, now=clock.now())
    session().commit()
    if token is None:
        return
    user = session().scalars(users.by_id(token.user_id)).unique().one_or_none()
    if user is None or not user.active:
        return
    g.token, g.scopes = token, frozenset(token.scopes)
    # Flask-Login asks cookies first; where it keeps the answer there is nothing left to ask.
    g._login_user = user
    structlog.contextvars.bind_contextvars(user=user.id, token=token.id)


def _committed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Commit what a view did together with its answer, or nothing."""

    @wraps(view)
    def answering(*args: Any, **kwargs: Any) -> Response:
        if request.method in SAFE:
            return current_app.make_response(view(*args, **kwargs))
        try:
            answer = _answered(lambda: current_app.make_response(view(*args, **kwargs)))
        except Exception:
            session().rollback()  # a refused request leaves its idempotency key free
            raise
        session().commit()
        return answer

    return answering


def _answered(act: Callable[[], Response]) -> Response:
    """Act, and keep the answer under the key of the request; a key that is known acts no more."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return act()
    kept, was_given = _begun(key)
    if was_given:
        answer = Response(kept.body, kept.status, content_type="application/json")
        answer.headers[REPLAYED] = "true"
    else:
        answer = act()
        kept.status, kept.body = answer.status_code, answer.get_data(as_text=True)
    return answer


def _begun(key: str) -> tuple[Any, bool]:
    if len(key) > KEY_LENGTH:
        raise BusinessError(
            _("An idempotency key has at most %(count)s characters.", count=KEY_LENGTH),
            field="Idempotency-Key",
        )
    asked = f"{request.method} {request.full_path}\n".encode() + request.get_data()
    digest = hashlib.sha256(asked).hexdigest()
    return services.begin(session(), g.token.id, key, digest, now=clock.now())


def mistake(error: Mapping[str, Any]) -> tuple[str, str]:
    """Return where in what was sent a mistake is, and what is wrong in the reader's language."""
    where = "/".join(str(part) for part in error["loc"])
    return where, str(MISTAKES.get(error["type"], _l("This cannot be read.")))


def refused(error: HTTPError) -> Response:
    """Turn what APIFlask refuses into a problem, with a message for each field."""
    mistakes: dict[str, str] = {}
    if isinstance(error.__cause__, ValidationError):
        found = map(mistake, error.__cause__.errors(include_url=False))
        mistakes = {f"#/{where}".rstrip("/"): what for where, what in found}
    detail = (
        _("Correct the arguments that are named below.")
        if request.method in SAFE
        else _("Correct the fields that are named below.")
    )
    status = HTTPStatus(error.status_code)
    return problem(status, status.phrase, detail, mistakes)


def init_app(app: Flask, resources: Mapping[str, Iterable[APIBlueprint]]) -> None:
    """Mount the resources of the core and of each plugin, by the plugin's name."""
    limiter, exempt = limits.init_app(app), app.extensions["csrf"].exempt
    top = APIBlueprint("api", __name__, url_prefix=ROOT)
    for name, blueprints in resources.items():
        parent = APIBlueprint(name, __name__, url_prefix=f"/{name}")
        for one in blueprints:
            exempt(one)  # a forged form brings cookies, which open nothing here
            parent.register_blueprint(one, url_prefix=f"/{one.name}")
        top.register_blueprint(parent)

    @top.get("/openapi.json")
    @requires(SIGNED_IN)
    @top.doc(hide=True)
    def described() -> Response:
        return jsonify(openapi.document())

    app.register_blueprint(top)
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("api."):
            app.view_functions[endpoint] = limiter.limit(_rate, key_func=_whose)(_committed(view))

    @limiter.request_filter
    def without_limit() -> bool:
        return not (request.endpoint or "").startswith("api.")

    app.register_error_handler(HTTPError, refused)


def _rate() -> str:
    return cast(str, current_app.extensions["bumen.settings"].api_rate)


def _whose() -> str:
    return f"token {g.token.id}" if g.token else f"address {request.remote_addr}"
