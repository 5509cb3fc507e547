"""What can be done with users.  Services flush; they never commit."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Collection, Iterable
from typing import TypeVar

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_security.utils import hash_password
from sqlalchemy import Select
from sqlalchemy.orm import Session

from core import passwords
from core.db import lock
from core.errors import BusinessError
from core.role.models import Role
from core.role.rules import ADMINISTRATOR
from core.role.services import (
    administrator,
    refuse_acting_on,
    refuse_beyond,
    refuse_forbidden,
    refuse_wider,
    roles_named,
)
from core.user import queries
from core.user.models import SYSTEM_EMAIL, User, UserRole
from core.user_session import queries as sessions

T = TypeVar("T")


def find(session: Session, email: str) -> User | None:
    """Return the user with an e-mail address, with all rights."""
    return _one(session, queries.by_email(email))


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    password: str | None,
    roles: Collection[str],
    language: str = "",
    by: User,
) -> User:
    """Let somebody in; without a password they cannot sign in yet.

    :raises BusinessError: if the address is taken or no address, the password is not good enough,
        a role is unknown or gives more than ``by`` may do.
    """
    email = _checked_email(email)
    if find(session, email) is not None:
        raise BusinessError(_("%(email)s has an account already.", email=email), field="email")
    chosen = roles_named(session, roles)
    refuse_beyond(by, *(role.permissions for role in chosen), field="roles")
    refuse_wider(by, chosen, field="roles")
    user = User(
        email=email,
        name=name.strip() or email,
        language=language,
        fs_uniquifier=uuid.uuid4().hex,
        memberships=[UserRole(role=role) for role in chosen],
    )
    if password is not None:
        _set_hash(session, user, password)
    session.add(user)
    session.flush()
    return user


def edit_user(
    session: Session,
    user: User,
    *,
    name: str,
    language: str,
    active: bool,
    roles: Collection[str],
    by: User,
) -> None:
    """Change who somebody is and what they may do.

    :raises BusinessError: if nobody could administer the system afterwards, if the user may
        do more than ``by``, before or after, or if a plugin forbids what the user gets.
    """
    before = user.permissions if user.active else frozenset()
    lock(session, "core_user.administrators")  # two administrators must not remove each other
    chosen = roles_named(session, roles)
    refuse_beyond(by, user.permissions, *(role.permissions for role in chosen), field="roles")
    refuse_wider(by, [*user.roles, *chosen], field="roles")
    leaves = user.active and user.is_administrator and not (active and ADMINISTRATOR in roles)
    if leaves and session.scalar(queries.administrators_besides(user.id).limit(1)) is None:
        raise BusinessError(
            _("This is the last administrator. Make somebody else an administrator first."),
            field="roles" if active else "active",
        )
    user.name, user.language = name.strip() or user.email, language
    if user.active != active:
        user.active = active
        _end_sessions(session, user)
    _set_roles(user, chosen)
    session.flush()
    if active:
        refuse_forbidden(session, [user.id], user.permissions - before)


def choose_language(session: Session, user: User, language: str) -> None:
    """Remember the language that somebody reads."""
    user.language = language
    session.flush()


def set_password(session: Session, user: User, password: str, *, by: User) -> None:
    """Set a password, open a closed account and end every session that the user has.

    :raises BusinessError: if it is not good enough, or if the user may do more than ``by``.
    """
    refuse_acting_on(by, user)
    _set_hash(session, user, password)
    _end_sessions(session, user)
    session.flush()


def switch_off_second_factor(session: Session, user: User, *, by: User) -> None:
    """Let somebody who has lost the authenticator app in with the password alone.

    :raises BusinessError: if the user may do more than ``by``.
    """
    refuse_acting_on(by, user)
    user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
    session.flush()


def system_user(session: Session) -> User:
    """Return the user that stands for the system in commands and jobs; it cannot sign in."""
    if (user := find(session, SYSTEM_EMAIL)) is None:
        lock(session, SYSTEM_EMAIL)
        user = find(session, SYSTEM_EMAIL)
    if user is None:
        user = User(
            email=SYSTEM_EMAIL,
            name=_("System"),
            active=False,
            fs_uniquifier=uuid.uuid4().hex,
            memberships=[UserRole(role=administrator(session))],
        )
        session.add(user)
        session.flush()
    return user


def command_user(session: Session, email: str | None) -> User:
    """Return whom a command acts for: the named user, or the system.

    :raises BusinessError: if there is no such active user.
    """
    user = system_user(session) if email is None else find(session, email)
    if user is None or (email is not None and not user.active):
        raise BusinessError(_("There is no active user %(email)s.", email=email))
    session.info["actor"] = user
    return user


def _one(session: Session, query: Select[T]) -> T | None:
    return session.scalars(query).unique().one_or_none()


def _set_roles(user: User, roles: Iterable[Role]) -> None:
    chosen = {role.name: role for role in roles}
    kept = [member for member in user.memberships if member.role.name in chosen]
    new = chosen.keys() - {member.role.name for member in kept}
    user.memberships = [*kept, *(UserRole(role=chosen[name]) for name in sorted(new))]
    for computed in ("rights", "permissions"):  # from the roles, once
        user.__dict__.pop(computed, None)


def _set_hash(session: Session, user: User, password: str) -> None:
    password = unicodedata.normalize("NFKD", password)
    if wrong := passwords.fault(session, password, user.email, user.name):
        raise BusinessError(wrong, field="password")
    user.password = hash_password(password)
    user.failed_count, user.locked_until = 0, None


def _end_sessions(session: Session, user: User) -> None:
    user.fs_uniquifier = uuid.uuid4().hex  # a second step that was begun leads nowhere now
    session.execute(sessions.ended(user.id))


def _checked_email(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise BusinessError(_("Write an e-mail address."), field="email") from error
