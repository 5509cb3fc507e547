"""What can be done with sessions.  Services flush; they never commit."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from core import audit
from core.api_token.rules import BYTES, digest_of
from core.role.services import refuse_acting_on
from core.user.models import User
from core.user_session import queries
from core.user_session.models import AGENT_LENGTH, UserSession
from core.user_session.rules import IDLE, KEPT, device


def begin(
    session: Session, user: User, *, address: str, agent: str, is_kept: bool, now: datetime
) -> str:
    """Begin a session and return its secret, which is kept nowhere.

    :param is_kept: whether it lasts when the browser is closed.
    """
    secret = secrets.token_urlsafe(BYTES)
    begun = UserSession(
        user_id=user.id,
        digest=digest_of(secret),
        address=address,
        agent=agent[:AGENT_LENGTH],
        is_kept=is_kept,
        begun_at=now,
        used_at=now,
        expires_at=now + (KEPT if is_kept else IDLE),
    )
    session.add(begun)
    session.flush()
    return secret


def leave(session: Session, secret: str) -> UserSession | None:
    """End the session of a secret, as somebody does who signs out; return what it was."""
    left = session.scalar(queries.by_digest(digest_of(secret)))
    if left is not None:
        session.delete(left)
        session.flush()
    return left


def end(session: Session, user: User, one: UserSession) -> None:
    """End a session of a user from elsewhere."""
    told = {"address": [one.address, None], "device": [", ".join(device(one.agent)), None]}
    audit.record(session, User, user.id, str(user), "end_session", told)
    session.delete(one)
    session.flush()


def end_all(session: Session, user: User, *, but: str = "", by: User, now: datetime) -> int:
    """End the sessions of a user and return how many there were.

    :param but: the secret of the session that stays.
    :raises BusinessError: if the user may do or see more than ``by``.
    """
    refuse_acting_on(by, user)
    kept = digest_of(but) if but else ""
    ended = [one for one in session.scalars(queries.of_user(user.id, now)) if one.digest != kept]
    for one in ended:
        end(session, user, one)
    return len(ended)


def forget(session: Session, *, now: datetime) -> int:
    """Delete the sessions that have expired and return how many."""
    return session.execute(queries.expired(now)).rowcount  # type: ignore[attr-defined]
