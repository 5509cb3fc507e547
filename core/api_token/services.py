"""What can be done with tokens.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.api_token import queries, rules
from core.api_token.models import ApiAnswer, ApiToken
from core.errors import BusinessError
from core.permissions import EVERYTHING
from core.user.models import User

MOST_DAYS = 366
KEPT = timedelta(days=2)
NOTED = timedelta(minutes=5)


def issue(
    session: Session, *, name: str, scopes: Collection[str], days: int, by: User, now: datetime
) -> tuple[ApiToken, str]:
    """Make a token for oneself; return it with its secret, which is kept nowhere.

    :raises BusinessError: if a scope goes beyond what the user may do, or none is chosen.
    """
    if not scopes:
        raise BusinessError(_("Choose at least one scope."), field="scopes")
    beyond = [] if EVERYTHING in by.permissions else sorted(set(scopes) - by.permissions)
    if beyond:
        raise BusinessError(
            _("You may not do this yourself: %(names)s.", names=", ".join(beyond)), field="scopes"
        )
    if not 1 <= days <= MOST_DAYS:
        raise BusinessError(
            _("A token is valid for 1 to %(days)s days.", days=MOST_DAYS), field="days"
        )
    secret = rules.new_secret()
    token = ApiToken(
        user_id=by.id,
        name=name.strip(),
        prefix=secret[: rules.SHOWN],
        digest=rules.digest_of(secret),
        scopes=sorted(scopes),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(token)
    session.flush()
    return token, secret


def revoke(session: Session, token: ApiToken, *, by: User, now: datetime) -> None:
    """End a token for ever.

    :raises BusinessError: if it is revoked already.
    """
    if token.revoked_at is not None:
        raise BusinessError(_("This token is revoked already."))
    token.revoked_at = now
    session.flush()


def used(session: Session, secret: str, *, now: datetime) -> ApiToken | None:
    """Return the valid token with a secret, and note its use every few minutes."""
    token = session.scalar(queries.by_digest(rules.digest_of(secret)))
    if token is None or not token.is_valid(now):
        return None
    if token.last_used_at is None or now - token.last_used_at > NOTED:
        token.last_used_at = now
        session.flush()
    return token


def begin(
    session: Session, token_id: int, key: str, request: str, *, now: datetime
) -> tuple[ApiAnswer, bool]:
    """Return the answer that belongs to an idempotency key, and whether it was given before.

    Whoever sends the same key meanwhile waits here until this transaction ends.

    :param request: the SHA-256 of what is asked, in hexadecimal.
    :raises BusinessError: if the key came with another request before.
    """
    try:
        with session.begin_nested():
            answer = ApiAnswer(token_id=token_id, key=key, request=request, at=now)
            session.add(answer)
            session.flush()
    except IntegrityError:
        given = session.scalars(queries.answer(token_id, key)).one()
        if given.request != request:
            raise BusinessError(
                _("This idempotency key was used for another request; take a new one."),
                field="Idempotency-Key",
            ) from None
        return given, True
    return answer, False


def forget(session: Session, *, now: datetime) -> int:
    """Delete the answers that nobody asks for again; return how many."""
    return session.execute(queries.answers_before(now - KEPT)).rowcount  # type: ignore[attr-defined]
