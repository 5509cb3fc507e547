"""Questions asked of parties; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from core.party.models import Identifier, Party


@cache
def all_parties() -> Select[Party]:
    """Every party, active or not."""
    return select(Party)


def party(party_id: int) -> Select[Party]:
    """One party with its identifiers and contacts."""
    return (
        select(Party)
        .where(Party.id == party_id)
        .options(selectinload(Party.identifiers), selectinload(Party.contacts))
    )


def suppliers() -> Select[Party]:
    """The active suppliers by code."""
    return select(Party).where(Party.is_supplier, Party.is_active).order_by(Party.code)


def with_codes(codes: Collection[str]) -> Select[Party]:
    """The parties with these codes."""
    return select(Party).where(Party.code.in_(codes))


def by_code(code: str) -> Select[Party]:
    """The party with a code."""
    return select(Party).where(Party.code == code.strip())


def stored(codes: Collection[str], *columns: Any) -> Select[Any]:
    """Some columns of the parties with these codes."""
    return select(*columns).where(Party.code.in_(codes))


def identified(scheme: str, value: str) -> Select[Party]:
    """The party that a register or platform knows by a number."""
    owner = select(Identifier.party_id).where(
        Identifier.scheme == scheme, Identifier.value == value
    )
    return select(Party).where(Party.id.in_(owner))
