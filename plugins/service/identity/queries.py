"""Questions asked of identities; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from core.party.models import Party
from plugins.service.identity.models import Identity, Kind


def of_parties(party_ids: Collection[int]) -> Select[Identity]:
    """The identities of some parties."""
    return (
        select(Identity)
        .where(Identity.party_id.in_(party_ids))
        .order_by(Identity.kind, Identity.scope, Identity.id)
    )


def same(party_id: int, kind: Kind, scope: str, value: str) -> Select[Identity]:
    """The identity of a party that is exactly this."""
    return select(Identity).where(
        Identity.party_id == party_id,
        Identity.kind == kind,
        Identity.scope == scope,
        Identity.value == value,
    )


def owners(kind: Kind, values: Collection[str], scope: str = "") -> Select[str, int]:
    """Who has these values, the one who had each first last."""
    return (
        select(Identity.value, Identity.party_id)
        .where(Identity.kind == kind, Identity.scope == scope, Identity.value.in_(values))
        .order_by(Identity.id.desc())
    )


def known_by(values: Collection[str], limit: int) -> Select[Party]:
    """The parties that any of these values leads to, whatever kind it is."""
    found = select(Identity.party_id).where(
        Identity.kind.in_(list(Kind)), Identity.value.in_(values)
    )
    return select(Party).where(Party.id.in_(found)).order_by(Party.code).limit(limit)


def recorded(party_ids: Collection[int]) -> Select[int, Kind, str, str]:
    """The identities of some parties, as they are compared."""
    return select(Identity.party_id, Identity.kind, Identity.scope, Identity.value).where(
        Identity.party_id.in_(party_ids)
    )


def verified(party_ids: Collection[int]) -> Select[int, Kind, str, str]:
    """The verified identities of some parties."""
    return recorded(party_ids).where(Identity.is_verified)
