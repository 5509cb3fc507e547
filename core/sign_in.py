"""The forms of signing in: our words, and a lock-out that the database keeps."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_security.forms import (
    ChangePasswordForm,
    LoginForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.recovery_codes import MfRecoveryCodesForm, MfRecoveryForm
from flask_security.utils import hash_password, verify_password
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    PasswordField,
    RadioField,
    StringField,
    SubmitField,
)
from wtforms.validators import EqualTo, InputRequired

from core import audit, clock, guessing
from core.db import session
from core.forms import SelectChoice
from core.user import queries, services
from core.user.models import User
from core.user.rules import local_path

FAILURES = 5
LOCK_OUT = timedelta(minutes=15)
CURRENT = {"autocomplete": "current-password"}
NEW = {"autocomplete": "new-password"}
ONE_TIME = {"autocomplete": "one-time-code", "inputmode": "numeric"}
CLOSED = _l("Too many wrong attempts. Try again in a quarter of an hour.")


def is_right_password(stored: str | None, password: str) -> bool:
    """Compare a password; it takes as long when there is none to compare with."""
    password = unicodedata.normalize("NFKD", password)
    if stored is None:
        hash_password(password)
        return False
    return verify_password(password, stored)


def attempt(user_id: int, *, right: bool, second: bool = False) -> User | None:
    """Count an attempt and return the user who may come in.

    A wrong one is written down and committed at once, whatever becomes of the request.  The row
    is locked, so that attempts at the same moment are counted one after the other.
    """
    one = queries.by_id(user_id)
    fresh = one.with_for_update(of=User).execution_options(populate_existing=True)
    user = session().scalars(fresh).unique().one_or_none()
    if user is not None and user.active and not user.is_locked_out(clock.now()):
        _count(user, right=right, second=second)
        if right:
            return user
    if user is not None:
        where = {"address": [None, request.remote_addr]}
        audit.record(session(), User, user.id, str(user), audit.REFUSE, where)
        guessing.count()
    session().commit()
    # The commit let go of the rights, which the page asks for when the user is signed in.
    session().scalars(one).unique().one_or_none()
    return None


def _count(user: User, *, right: bool, second: bool) -> None:
    # Who has a second factor is not in before it: the right password alone forgets nothing.
    if right and (second or user.tf_primary_method is None):
        user.failed_count, user.locked_until = 0, None
    elif not right:
        user.failed_count += 1
        if user.failed_count >= FAILURES:
            user.failed_count, user.locked_until = 0, clock.now() + LOCK_OUT


def add_error(field: Field, message: str) -> None:
    """Show one more error at a field."""
    field.errors = [*field.errors, message]


class SignInForm(LoginForm):
    """E-mail address and password; every refusal reads the same."""

    email = EmailField(
        _l("E-mail address"), [InputRequired()], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(_l("Password"), [InputRequired()], render_kw=CURRENT)
    remember = BooleanField(_l("Keep me signed in on this device"))
    submit = SubmitField(_l("Sign in"))

    def validate_next(self, field: Field) -> None:
        """Forget a page to go to that is not ours; the user may come in all the same."""
        field.data = local_path(field.data or "")

    def validate(self, **kwargs: Any) -> bool:
        """Find the user, in the same time whether there is one or not."""
        if not super(LoginForm, self).validate(**kwargs):
            return False
        found = services.find(session(), self.email.data or "")
        user_id, stored = (found.id, found.password) if found else (None, None)
        session().rollback()  # nobody shall wait for the lock of the database while we hash
        right = is_right_password(stored, self.password.data or "")
        if user_id is None:
            guessing.refused(self.email.data or "")
        else:
            self.user = attempt(user_id, right=right)
        if self.user is None:
            self.form_errors.append(
                _(
                    "The e-mail address or the password is wrong. "
                    "After five wrong passwords signing in is closed for a quarter of an hour."
                )
            )
        return self.user is not None


class _PasswordAgain:
    """The password of somebody who is signed in, guarded against guessing like the first one."""

    password: Field

    def validate(self, **kwargs: Any) -> bool:
        """Count a wrong password."""
        if current_user.is_locked_out(clock.now()):
            add_error(self.password, str(CLOSED))
            return False
        right: bool = super().validate(**kwargs)  # type: ignore[misc]  # the form beside it
        if self.password.errors and self.password.data:
            attempt(current_user.id, right=False)
        return right


class PasswordAgainForm(_PasswordAgain, VerifyForm):
    """The password once more before something that matters."""

    password = PasswordField(_l("Password"), [InputRequired()], render_kw=CURRENT)
    submit = SubmitField(_l("Continue"))


class NewPasswordForm(_PasswordAgain, ChangePasswordForm):
    """Another password for oneself."""

    password = PasswordField(_l("Current password"), render_kw=CURRENT)
    new_password = PasswordField(
        _l("New password"),
        [InputRequired()],
        render_kw=NEW,
    )
    new_password_confirm = PasswordField(
        _l("New password again"),
        [
            InputRequired(),
            EqualTo("new_password", message=_l("Both new passwords must be the same.")),
        ],
        render_kw=NEW,
    )
    submit = SubmitField(_l("Change password"))


class _SecondFactor:
    """A code after the password, guarded against guessing like the password."""

    code: Field
    user: Any  # whoever gave the password
    is_setup = False

    def validate(self, **kwargs: Any) -> bool:
        """Count a wrong code; a right one forgets the wrong ones before it."""
        if self.is_setup:
            return bool(super().validate(**kwargs))  # type: ignore[misc]  # the form beside it
        if self.user.is_locked_out(clock.now()):
            add_error(self.code, str(CLOSED))
            return False
        right: bool = super().validate(**kwargs)  # type: ignore[misc]
        if not right and not self.code.data:
            return False
        return attempt(self.user.id, right=right, second=True) is not None


class CodeForm(_SecondFactor, TwoFactorVerifyCodeForm):
    """The code that the authenticator app shows."""

    code = StringField(_l("Code of the app"), [InputRequired()], render_kw=ONE_TIME)
    submit = SubmitField(_l("Continue"), id="submit-code")


class RecoveryCodeForm(_SecondFactor, MfRecoveryForm):
    """A recovery code instead of the app."""

    code = StringField(_l("Recovery code"), [InputRequired()], render_kw={"autocomplete": "off"})
    submit = SubmitField(_l("Continue"))


class SecondFactorForm(TwoFactorSetupForm):
    """Whether the app is asked for a code at every sign-in."""

    setup = RadioField(
        _l("Second step when signing in"),
        choices=[
            SelectChoice("authenticator", _l("A code from an authenticator app")),
            SelectChoice("disable", _l("None")),
        ],
        validate_choice=False,
    )
    submit = SubmitField(_l("Continue"))


class LostDeviceForm(TwoFactorRescueForm):
    """What somebody does who has lost the app; the ways are added for each user."""

    help_setup = RadioField(_l("Without the app"), choices=[])
    submit = SubmitField(_l("Continue"), id="rescue")


class RecoveryCodesForm(MfRecoveryCodesForm):
    """Codes to keep on paper for the day the app is lost."""

    show_codes = SubmitField(_l("Show recovery codes"))
    generate_new_codes = SubmitField(_l("Make new recovery codes"))


FORMS: dict[str, Any] = {
    "login_form": SignInForm,
    "verify_form": PasswordAgainForm,
    "change_password_form": NewPasswordForm,
    "two_factor_verify_code_form": CodeForm,
    "two_factor_setup_form": SecondFactorForm,
    "two_factor_rescue_form": LostDeviceForm,
    "mf_recovery_form": RecoveryCodeForm,
    "mf_recovery_codes_form": RecoveryCodesForm,
}
