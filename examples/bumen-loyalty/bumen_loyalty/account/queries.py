"""Questions asked of accounts; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, Select, select

from bumen_loyalty.account.models import Account, Entry
from core.party.models import Party


def all_accounts() -> Select[Account]:
    """Every account with its party."""
    return select(Account).join(Party, Party.id == Account.party_id)


def account_of(party_id: int) -> Select[Account]:
    """The account of a party."""
    return select(Account).where(Account.party_id == party_id)


def points_by_party(ids: Collection[int]) -> Select[*tuple[int, int]]:
    """Party and points of some parties."""
    return select(Account.party_id, Account.points).where(Account.party_id.in_(ids))


def points_of(party_id: Any) -> ScalarSelect[int]:
    """The points of the party in a row of a list."""
    return select(Account.points).where(Account.party_id == party_id).scalar_subquery()


def entries_of(party_id: int) -> Select[Entry]:
    """What a party earned, the latest first."""
    return (
        select(Entry)
        .join(Account, Account.id == Entry.account_id)
        .where(Account.party_id == party_id)
        .order_by(Entry.earned_on.desc(), Entry.id.desc())
    )


def entry_from(source: str) -> Select[Entry]:
    """What was earned by one thing."""
    return select(Entry).where(Entry.source == source)


def due(on: date) -> Select[*tuple[Entry, Account]]:
    """The entries that no longer count on a day, with their accounts."""
    return (
        select(Entry, Account)
        .join(Account, Account.id == Entry.account_id)
        .where(~Entry.is_expired, Entry.expires_on < on)
        .order_by(Entry.id)
    )
