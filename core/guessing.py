"""Guessing passwords and codes from one address: counted, stopped, and told of.

The account has a lock-out of its own, which the database keeps; this one stops somebody who tries
many accounts.  Only what was refused counts, as a whole office may share one address.
"""

from __future__ import annotations

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from limits import RateLimitItem, parse
from limits.strategies import RateLimiter

from core import audit, error_pages
from core.db import session

TOO_MANY = 429
KEY = "sign-in"
GUESSED = frozenset(
    {
        "security.login",
        "security.two_factor_token_validation",
        "security.mf_recovery",
        "core.passkey.enter",
    }
)


def refused(label: str, why: str = "") -> None:
    """Write down and count an attempt that was refused; commit it, whatever becomes of the rest.

    :param label: the e-mail address that was typed, as far as one is known.
    """
    told = {"address": [None, _address()]} | ({"why": [None, why]} if why else {})
    audit.event(session(), "sign_in", audit.REFUSE, label, told)
    count()
    session().commit()


def count() -> None:
    """Count an attempt that was refused, and tell of the one that closes the address."""
    limiter, rate = _counter()
    limiter.hit(rate, KEY, _address())
    if is_closed():
        told = {"address": [None, _address()], "why": [None, "closed"]}
        audit.event(session(), "sign_in", audit.REFUSE, str(rate), told)


def is_closed() -> bool:
    """Return whether too much was refused to this address lately."""
    limiter, rate = _counter()
    return not limiter.test(rate, KEY, _address())


def _counter() -> tuple[RateLimiter, RateLimitItem]:
    rate = current_app.extensions["bumen.settings"].sign_in_rate
    return current_app.extensions["bumen.limiter"].limiter, parse(rate)


def _address() -> str:
    return request.remote_addr or ""


def init_app(app: Flask) -> None:
    """Answer an address from which too much was refused with no look at what it sends."""

    @app.before_request
    def stop() -> ResponseReturnValue | None:
        if request.method == "POST" and request.endpoint in GUESSED and is_closed():
            return error_pages.page(
                TOO_MANY, _("Too many wrong attempts came from your network. Try again later.")
            )
        return None
