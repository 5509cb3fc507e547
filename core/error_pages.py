"""The pages that a browser gets to see when something is refused or fails."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import AnonymousUserMixin
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, TimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from core import api_request
from core.company import remember
from core.db import db
from core.errors import BusinessError
from core.permissions import allowed, permission_of
from core.templating import render

BAD_REQUEST = 400
FOREIGN_KEY = "23503"  # of PostgreSQL
WRONG_STATEMENT = 1  # of SQLite, which says of a missing table what it says of a full disk
log = structlog.get_logger(__name__)

TITLES = {
    400: _l("This request cannot be understood"),
    401: _l("You are signed out"),
    403: _l("You may not do this"),
    404: _l("Nothing is here"),
    405: _l("This address does not work that way"),
    409: _l("Somebody was faster"),
    412: _l("Somebody was faster"),
    413: _l("This file is too large"),
    422: _l("This is not possible"),
    429: _l("Too many requests"),
    500: _l("Something went wrong on our side"),
    503: _l("The system is busy"),
}
ADVICE = {
    400: _l("Go back, reload the page and try again; what you typed is still in the form."),
    401: _l("Sign in in another tab, come back here and send it again."),
    403: _l("Ask an administrator for the permission, or sign in as somebody who has it."),
    404: _l("The record may have been deleted, or the address is mistyped."),
    405: _l("Go back and use the button on the page."),
    409: _l("The record was changed while you worked on it. Reload it and repeat your change."),
    413: _l("Split it into smaller files, or ask an administrator to raise the limit."),
    422: _l("Go back and correct what you entered."),
    429: _l("Wait a minute and try again."),
    500: _l("Nothing was saved. The error has been recorded; try again or tell an administrator."),
    503: _l("Nothing was saved. Wait a minute and try again."),
}


def page(code: int, message: str | None = None, field: str | None = None) -> ResponseReturnValue:
    """Return the error page of a status code, to a program as problem+json."""
    title = str(TITLES.get(code, TITLES[500]))
    text = message or str(ADVICE.get(code, ADVICE[500]))
    if api_request.is_asked():
        return api_request.problem(code, title, text, {f"#/{field}": text} if field else None)
    # The number under which the server's log has this request.
    number = g.get("request_id", "")
    shown = render(
        "error.html", code=code, title=title, message=text, number=number, back_url=_back()
    )
    return shown, code


def _back() -> str:
    """Return the page that something refused was sent from, or the nearest one above its address.

    A page that was the answer to a form has the address of that form, which cannot be opened.
    """
    if request.method in {"GET", "HEAD"}:
        return ""
    sent_from, path = urlsplit(request.referrer or ""), request.path
    ways = [sent_from.path] if sent_from.netloc == request.host else []
    above = [path.rsplit("/", count)[0] for count in range(1, path.count("/"))]
    ways += [one + end for one in above for end in ("", "/")]
    way = next(filter(_opens, ways), "")
    return f"{way}?{sent_from.query}" if sent_from.query and way == sent_from.path else way


def _opens(path: str) -> bool:
    """Return whether a path is that of a page which this reader may see."""
    try:
        endpoint, _arguments = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:  # there is none, or only under another address
        return False
    return allowed(permission_of(current_app, endpoint) or "")


def _start_over() -> None:
    """Leave the broken transaction: PostgreSQL answers nothing more in it, not even this page."""
    db.session.rollback()
    g.pop("_login_user", None)  # Flask-Login's cache, whose user belonged to that transaction


def _without_database() -> None:
    """Show a page to whom no table knows: nobody is signed in, the company has no name."""
    _start_over()
    g._login_user = AnonymousUserMixin()
    remember(None)


def _fail(error: Exception) -> ResponseReturnValue:
    """Say that something is wrong, and write down what."""
    if current_app.config["PROPAGATE_EXCEPTIONS"]:
        raise error
    log.error("request failed", error=repr(error), exc_info=error)
    _start_over()
    try:
        return page(500)
    except DBAPIError:  # the page asks the tables that were missing
        _without_database()
        return page(500)


def _wait(error: OperationalError | TimeoutError) -> ResponseReturnValue:
    """Ask for patience where the database is at fault and not the question: away, busy or full."""
    cause = getattr(error, "orig", error)
    if getattr(cause, "sqlite_errorcode", None) == WRONG_STATEMENT:
        return _fail(error)
    log.error("database out of order", error=repr(cause))
    _without_database()
    return page(503)


def _is_referred(error: IntegrityError) -> bool:
    code = getattr(error.orig, "sqlstate", None)
    return code == FOREIGN_KEY or "FOREIGN KEY" in str(error.orig)


def init_app(app: Flask) -> None:
    """Turn every error into a page that says what to do; write nothing of a failed request."""

    @app.errorhandler(BusinessError)
    def refuse(error: BusinessError) -> ResponseReturnValue:
        code = api_request.code_of(error) if api_request.is_asked() else 422
        return page(code, str(error), error.field)

    @app.errorhandler(StaleDataError)
    def stale(error: StaleDataError) -> ResponseReturnValue:
        _start_over()
        return page(409)

    @app.errorhandler(IntegrityError)
    def referred(error: IntegrityError) -> ResponseReturnValue:
        if not _is_referred(error):
            return _fail(error)
        _start_over()
        return page(
            409,
            _(
                "Other records refer to this one, perhaps those of a plugin that is off. "
                "Deactivate it instead of deleting it."
            ),
        )

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.code is None or error.code < BAD_REQUEST or error.response is not None:
            return error
        return page(error.code)

    app.register_error_handler(Exception, _fail)
    app.register_error_handler(OperationalError, _wait)
    app.register_error_handler(TimeoutError, _wait)  # all connections are taken
