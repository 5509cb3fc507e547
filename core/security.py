"""Who is at the other end: signing in, the user of a request, and the headers of its answer."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, abort, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_principal import identity_loaded
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.babel import FsDomain
from flask_security.mail_util import MailUtil
from flask_security.password_util import PasswordUtil
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

from core import api_request, clock, guessing, openid, passwords, presence
from core.config import Settings
from core.connections import READING
from core.db import db, session
from core.role.models import Role
from core.sign_in import FORMS
from core.user import queries
from core.user.models import User

ISSUER = "Bumen"
# Their forms come back with 200 when a password is wrong; ours say 422 everywhere.
PASSWORD_PAGES = {"security.login", "security.verify", "security.change_password"}
# What a view may say for itself, as those do that hand out files of others.
OWN = ("Content-Security-Policy", "X-Frame-Options")
YEAR = 365 * 24 * 60 * 60
MESSAGES = {
    "INVALID_PASSWORD": (_l("This is not your password."), "error"),
    "PASSWORD_NOT_PROVIDED": (_l("Write your current password."), "error"),
    "PASSWORD_IS_THE_SAME": (_l("The new password is the old one."), "error"),
    "PASSWORD_CHANGE": (_l("Your password is changed."), "success"),
    "REAUTHENTICATION_REQUIRED": (_l("Write your password once more to go on."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_l("Thank you, it is you."), "success"),
    "UNAUTHENTICATED": (_l("Sign in to see this page."), "info"),
    "ANONYMOUS_USER_REQUIRED": (_l("You are signed in already."), "info"),
    "TWO_FACTOR_INVALID_TOKEN": (_l("This is not the code that the app shows now."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        _l("From now on a code of the app is asked for when you sign in."),
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("Sign in with your password first."), "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("Choose one of the ways."), "error"),
    "TWO_FACTOR_DISABLED": (_l("The second step is switched off."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (_l("That took more than %(within)s. Start again."), "error"),
    "INVALID_RECOVERY_CODE": (_l("This is not one of your recovery codes."), "error"),
    "NO_RECOVERY_CODES_SETUP": (_l("There are no recovery codes yet."), "info"),
    "API_ERROR": (_l("This request cannot be understood."), "error"),
}
# What Flask-Security passes to its templates in English; they reach the catalog from here.
WORDS = (_l("authenticator"), _l("none"), _l("Use previously downloaded recovery code"))


class Users(SQLAlchemyUserDatastore):
    """The users of Flask-Security, each read with all rights in one statement."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:
        """Return the user of a session cookie, or the one with an e-mail address."""
        ((name, value),) = kwargs.items()
        query = queries.by_session if name == "fs_uniquifier" else queries.by_email
        user: User | None = session().scalars(query(value)).unique().one_or_none()
        if user is not None:
            structlog.contextvars.bind_contextvars(user=user.id)
        return user


class Words(FsDomain):
    """The texts of Flask-Security from our own catalog, which has the reader's language."""

    def gettext(self, string: str, **variables: Any) -> str:
        """Translate a text; ours are lazy and come translated."""
        return str(gettext(str(string), **variables))


class Passwords(PasswordUtil):
    """The rule for new passwords is ours."""

    def validate(
        self, password: str, is_register: bool, **about: Any
    ) -> tuple[list[str] | None, str]:
        """Return what is wrong with a password, and the password as it is compared."""
        password, user = self.normalize(password), about["user"]
        wrong = passwords.fault(session(), password, user.email, user.name)
        return [wrong] if wrong else None, password


class NoMail(MailUtil):
    """The system sends no e-mail yet."""

    def send_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Send nothing."""


def derived(secret: str, purpose: str) -> bytes:
    """Return a key of its own for each purpose, made from the one secret."""
    return hashlib.sha256(f"{purpose}:{secret}".encode()).digest()


def configure(app: Flask, settings: Settings) -> None:
    """Set what Flask-Security and Flask-Login read from ``app.config``."""
    secret = settings.secret()
    app.config.from_mapping(
        {f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()},
        SECURITY_CHANGEABLE=True,
        SECURITY_TRACKABLE=True,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_IMPLEMENTATIONS={"code": "flask_security.twofactor.CodeTfPlugin"},
        SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY=30,
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_TOTP_SECRETS={"1": derived(secret, "totp").hex()},
        SECURITY_TOTP_ISSUER=ISSUER,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_N=8,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[
            base64.urlsafe_b64encode(derived(secret, "recovery"))
        ],
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_DATETIME_FACTORY=clock.now,
        SECURITY_FRESHNESS=timedelta(hours=1),
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/login",
        SECURITY_POST_CHANGE_VIEW="core.user.preferences",
        SECURITY_CACHE_CONTROL=None,
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
    )


def ask_to_sign_in(*_reasons: Any, **_headers: Any) -> ResponseValue:
    """Lead a reader to the sign-in page and back; refuse what would change something."""
    if request.method not in {"GET", "HEAD"} or api_request.is_asked():
        abort(401)
    page = urlsplit(request.headers.get("HX-Current-URL", request.full_path.rstrip("?")))
    target = f"{page.path}?{page.query}" if page.query else page.path
    address = url_for("security.login", next=target if target != "/" else None)
    if "HX-Request" in request.headers:  # htmx would put the whole page into a part of this one
        return Response(status=401, headers={"HX-Redirect": address})
    return redirect(address, 303)


def refuse_nul() -> None:
    """Refuse texts with a NUL, which no keyboard types and PostgreSQL does not keep."""
    typed = () if request.method in READING else request.form.values()
    body = request.get_data() if request.is_json else b""
    if b"%00" in request.query_string or any("\0" in text for text in typed) or b"\\u0000" in body:
        abort(400)


def headers(settings: Settings) -> Secure:
    """Return the headers that tell a browser what our pages never do."""
    policy = (
        ContentSecurityPolicy()
        .default_src("'self'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'", "data:")
        .object_src("'none'")
        .base_uri("'none'")
        .form_action("'self'")
        .frame_ancestors("'none'")
    )
    return Secure(
        csp=policy,
        hsts=StrictTransportSecurity().max_age(YEAR) if settings.secure_cookies else None,
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        permissions=PermissionsPolicy().camera().geolocation().microphone(),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions(),
        xfo=XFrameOptions().deny(),
    )


def init_app(app: Flask) -> None:
    """Let people sign in and out, and put the security headers on every answer."""
    settings: Settings = app.extensions["bumen.settings"]
    configure(app, settings)
    security = Security(mail_util_cls=NoMail, password_util_cls=Passwords)
    security.init_app(app, Users(db, User, Role), **FORMS)
    security.i18n_domain = Words(app)
    app.jinja_env.globals["_fsdomain"] = security.i18n_domain.gettext
    security.want_json(lambda _request: False)  # the JSON API has its own way in
    presence.init_app(app, security.login_manager)
    security.unauthn_handler(ask_to_sign_in)
    security.login_manager.unauthorized_handler(ask_to_sign_in)
    security.login_manager.request_loader(lambda _request: None)
    # Flask-Principal would read the user for every static file, and the roles at each sign-in;
    # permissions are ours.
    security.principal.identity_loaders.clear()
    for receiver in [*identity_loaded.receivers_for(app)]:
        identity_loaded.disconnect(receiver, app)
    app.before_request(refuse_nul)
    guessing.init_app(app)
    app.jinja_env.globals["single_sign_on"] = openid.title(settings)
    always = headers(settings)

    @app.after_request
    def protect(response: Response) -> Response:
        stricter = {name: response.headers[name] for name in OWN if name in response.headers}
        always.set_headers(response)
        response.headers.update(stricter)
        if request.method == "POST" and request.endpoint in PASSWORD_PAGES:
            response.status_code = {200: 422}.get(response.status_code, response.status_code)
        personal = request.blueprint == "security" or "_user_id" in cookie
        if request.endpoint != "static" and personal:
            response.headers["Cache-Control"] = "no-store"
        return response
