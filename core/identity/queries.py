"""Questions asked of identities; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select

from core.identity.models import Identity


def by_subject(issuer: str, subject: str) -> Select[Identity]:
    """The identity with a number at a provider."""
    return select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)


def every_of(user_id: int) -> Select[Identity]:
    """The identities of a user at all providers, the oldest first."""
    return select(Identity).where(Identity.user_id == user_id).order_by(Identity.id)


def one_of(identity_id: int, user_id: int) -> Select[Identity]:
    """One identity of a user."""
    return select(Identity).where(Identity.id == identity_id, Identity.user_id == user_id)


def of_user(user_id: int, issuer: str) -> Select[Identity]:
    """The identity that a user has at a provider."""
    return select(Identity).where(Identity.user_id == user_id, Identity.issuer == issuer)
