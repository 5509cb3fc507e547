"""Questions asked of customers; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from core.party.models import Party
from core.search import found
from plugins.service.customer.models import Customer


@cache
def all_customers() -> Select[Party]:
    """Every customer whose archive was not merged into another."""
    card = aliased(Customer)  # the list joins the table itself to show its columns
    merged = select(card.id).where(card.party_id == Party.id, card.is_merged).exists()
    return select(Party).where(Party.is_customer, ~merged)


def customer(party_id: int) -> Select[Party]:
    """One customer with numbers and contacts."""
    return (
        select(Party)
        .where(Party.id == party_id, Party.is_customer)
        .options(selectinload(Party.identifiers), selectinload(Party.contacts))
    )


def by_code(code: str) -> Select[Party]:
    """The customer with a code."""
    return select(Party).where(Party.code == code.strip(), Party.is_customer)


def card(party_id: int) -> Select[Customer]:
    """What the archive keeps of one customer."""
    return select(Customer).where(Customer.party_id == party_id)


def cards(party_ids: Collection[int]) -> Select[Customer]:
    """What the archive keeps of some customers, to be changed."""
    return (
        select(Customer)
        .where(Customer.party_id.in_(party_ids))
        .order_by(Customer.id)
        .with_for_update()
    )


def kept_under(party_id: int) -> Select[Customer]:
    """Everybody in the archive that a customer belongs to, the head first."""
    head = select(Customer.head_id).where(Customer.party_id == party_id).scalar_subquery()
    return (
        select(Customer)
        .where(Customer.head_id == head)
        .options(joinedload(Customer.party))
        .order_by((Customer.party_id == Customer.head_id).desc(), Customer.party_id)
    )


def member_ids(party_id: int) -> Select[int]:
    """The keys of everybody in the archive of a customer; none if it was never noted."""
    one, other = aliased(Customer), aliased(Customer)
    return (
        select(other.party_id)
        .join(one, one.head_id == other.head_id)
        .where(one.party_id == party_id)
    )


def noted(party_ids: Collection[int]) -> Select[int]:
    """Which of these parties have a card already."""
    return select(Customer.party_id).where(Customer.party_id.in_(party_ids))


def codes(party_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """The codes of these parties."""
    return select(Party.id, Party.code).where(Party.id.in_(party_ids))


def not_noted() -> Select[int]:
    """The customers that nobody has noted yet, such as those of imported orders."""
    known = select(Customer.id).where(Customer.party_id == Party.id).exists()
    return select(Party.id).where(Party.is_customer, ~known)


def with_words(words: str, limit: int) -> Select[Party]:
    """Some customers that have these words."""
    return found(Party, words, limit).where(Party.is_customer).order_by(Party.code)


def count() -> Select[int]:
    """How many customers there are."""
    return select(func.count()).select_from(all_customers().with_only_columns(Party.id).subquery())


def sources() -> Select[str, int]:
    """How many customers each source brought, the most first."""
    number = func.count(Customer.id)
    return (
        select(Customer.source, number)
        .group_by(Customer.source)
        .order_by(number.desc(), Customer.source)
    )


def misplaced() -> Select[int]:
    """The customers whose head is kept under somebody else."""
    head = aliased(Customer)
    return (
        select(Customer.party_id)
        .outerjoin(head, head.party_id == Customer.head_id)
        .where((head.id.is_(None)) | (head.head_id != head.party_id))
        .limit(20)
    )
