"""What can be done with identities.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.identity import queries
from core.identity.models import LENGTH, Identity
from core.notification import services as notifications
from core.notifications import Notice
from core.openid import RefusedError
from core.role.services import refuse_acting_on
from core.user import services as users
from core.user.models import User
from core.user.queries import by_id

REMOVED = Notice(
    "core.identity.removed",
    _l("%(actor)s parted your account from %(label)s"),
    "core.user.preferences",
    "identity_id",
)
NOTICES = (REMOVED,)


def identified(
    session: Session, claims: Mapping[str, Any], *, issuer: str, role: str, now: datetime
) -> User:
    """Return the user whom a provider names: by the number there, the first time by the address.

    :param role: the role of somebody who has no account yet; empty lets nobody new in.
    :raises RefusedError: if there is no such user, or the user may not sign in.
    """
    subject = str(claims["sub"])
    if not 0 < len(subject) <= LENGTH:
        raise RefusedError("token")
    known = session.scalar(queries.by_subject(issuer, subject))
    if known is not None:
        user = session.scalars(by_id(known.user_id)).unique().one_or_none()
    else:
        user = _linked(session, claims, issuer=issuer, subject=subject, role=role, now=now)
    if user is None or not user.active:
        raise RefusedError("inactive")
    return user


def remove_of(session: Session, user: User, identity: Identity, *, by: User, now: datetime) -> None:
    """Part a user from an account at a provider; the address decides anew who comes in by it.

    :raises BusinessError: if the user may do or see more than ``by``.
    """
    refuse_acting_on(by, user)
    number, name = identity.id, identity.issuer
    notifications.notify(session, REMOVED, [user.id], record_id=number, label=name, by=by, now=now)
    session.delete(identity)
    session.flush()


def _linked(
    session: Session,
    claims: Mapping[str, Any],
    *,
    issuer: str,
    subject: str,
    role: str,
    now: datetime,
) -> User:
    email = str(claims.get("email", ""))
    # Some providers write the truth as a text.
    if not email or str(claims.get("email_verified", "")).lower() != "true":
        raise RefusedError("unverified")
    user = users.find(session, email)
    if user is None:
        user = _made(session, email, str(claims.get("name", "")), role)
    elif session.scalar(queries.of_user(user.id, issuer)) is not None:
        # The address has been given to somebody else there.
        raise RefusedError("other_identity")
    if user.active:
        link = Identity(user_id=user.id, issuer=issuer, subject=subject, created_at=now)
        session.add(link)
        session.flush()
    return user


def _made(session: Session, email: str, name: str, role: str) -> User:
    if not role:
        raise RefusedError("no_account")
    by = users.system_user(session)
    try:
        return users.create_user(
            session, email=email, name=name[:100], password=None, roles=[role], by=by
        )
    except BusinessError as error:
        raise RefusedError("no_account") from error
