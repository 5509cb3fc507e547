"""Questions asked of passkeys; each returns a Select."""

from __future__ import annotations

from sqlalchemy import Select, select

from core.passkey.models import Passkey


def of_user(user_id: int) -> Select[Passkey]:
    """The passkeys of a user, the oldest first."""
    return select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)


def own(passkey_id: int, user_id: int) -> Select[Passkey]:
    """One passkey of a user."""
    return select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user_id)


def by_credential(credential_id: str) -> Select[Passkey]:
    """The passkey that a device names, locked, as its counter is about to change."""
    return select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
