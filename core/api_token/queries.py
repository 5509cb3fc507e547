"""Questions asked of tokens; each returns a Select."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Delete, Select, delete, select
from sqlalchemy.orm import joinedload

from core.api_token.models import ApiAnswer, ApiToken


def of_user(user_id: int) -> Select[ApiToken]:
    """The tokens of a user, the newest first."""
    return select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id.desc())


def of_everybody() -> Select[ApiToken]:
    """All tokens with those who hold them, the newest first."""
    return select(ApiToken).options(joinedload(ApiToken.user)).order_by(ApiToken.id.desc())


def by_digest(digest: str) -> Select[ApiToken]:
    """The token with a secret."""
    return select(ApiToken).where(ApiToken.digest == digest)


def answer(token_id: int, key: str) -> Select[ApiAnswer]:
    """What a request with an idempotency key was answered."""
    return select(ApiAnswer).where(ApiAnswer.token_id == token_id, ApiAnswer.key == key)


def answers_before(moment: datetime) -> Delete:
    """Forget the answers that are older."""
    return delete(ApiAnswer).where(ApiAnswer.at < moment)
