"""Questions asked of duplicates; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, String, cast, func, select
from sqlalchemy.orm import joinedload

from core.party.models import Contact, ContactKind, Party
from plugins.service.customer.models import Customer
from plugins.service.duplicate.models import Duplicate, State
from plugins.service.identity.models import Identity, Kind

# What more customers share is a switchboard or a warehouse and tells nothing of a person.
MOST = 8
CERTAIN = (Kind.PHONE, Kind.WECHAT)


def pairs(facts: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Pair the parties that share a value; ``facts`` selects ``party_id`` and ``value``.

    One sort for all of them: values that one party or too many have are left out before any
    are paired.
    """
    told = facts.subquery()
    counted = select(
        told.c.party_id, told.c.value, func.count().over(partition_by=told.c.value).label("n")
    ).subquery()
    few = (
        select(counted.c.party_id, counted.c.value)
        .where(counted.c.n > 1, counted.c.n <= MOST)
        .cte("few")
    )
    one, other = few.alias("one"), few.alias("other")
    return (
        select(one.c.party_id, other.c.party_id, one.c.value)
        .join(other, (other.c.value == one.c.value) & (other.c.party_id > one.c.party_id))
        .distinct()
    )


def identities(kind: Kind) -> Select[*tuple[Any, ...]]:
    """What customers are known by."""
    return select(Identity.party_id, (Identity.scope + ":" + Identity.value).label("value")).where(
        Identity.kind == kind
    )


def certain() -> Select[*tuple[Any, ...]]:
    """What customers proved to be known by, if nobody else can have it."""
    value = cast(Identity.kind, String) + ":" + Identity.scope + ":" + Identity.value
    return select(Identity.party_id, value.label("value")).where(
        Identity.kind.in_(CERTAIN), Identity.is_verified
    )


def addresses() -> Select[*tuple[Any, ...]]:
    """Where customers live."""
    return (
        select(Contact.party_id, Contact.value.label("value"))
        .join(Party, Party.id == Contact.party_id)
        .where(Contact.kind == ContactKind.ADDRESS, Party.is_customer)
    )


def heads() -> Select[*tuple[Any, ...]]:
    """Under whom the archives of those are kept who were merged."""
    return select(Customer.party_id, Customer.head_id).where(Customer.is_merged)


def known() -> Select[*tuple[Any, ...]]:
    """Every pair that was found before."""
    return select(Duplicate.first_id, Duplicate.second_id)


def all_duplicates() -> Select[Duplicate]:
    """Every pair."""
    return select(Duplicate)


def duplicate(duplicate_id: int) -> Select[Duplicate]:
    """One pair with both customers."""
    return (
        select(Duplicate)
        .where(Duplicate.id == duplicate_id)
        .options(joinedload(Duplicate.first), joinedload(Duplicate.second))
    )


def between(party_ids: Collection[int]) -> Select[Duplicate]:
    """The pairs within some customers."""
    return select(Duplicate).where(
        Duplicate.first_id.in_(party_ids), Duplicate.second_id.in_(party_ids)
    )


def of_parties(party_ids: Collection[int]) -> Select[Duplicate]:
    """The pairs to decide that some customers are part of, the likeliest first."""
    return (
        select(Duplicate)
        .where(
            Duplicate.state == State.OPEN,
            Duplicate.first_id.in_(party_ids) | Duplicate.second_id.in_(party_ids),
        )
        .options(joinedload(Duplicate.first), joinedload(Duplicate.second))
        .order_by(Duplicate.score.desc(), Duplicate.id)
    )
