"""Questions asked of identities; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select

from core.identity.models import Identity


def by_subject(issuer: str, subject: str) -> Select[Identity]:
    """The identity with a number at a provider."""
    return select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)


def of_user(user_id: int, issuer: str) -> Select[Identity]:
    """The identity that a user has at a provider."""
    return select(Identity).where(Identity.user_id == user_id, Identity.issuer == issuer)
