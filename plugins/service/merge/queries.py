"""Questions asked of merges; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from plugins.service.customer.models import Customer
from plugins.service.merge.models import Merge


def alive(party_ids: Collection[int]) -> Select[Merge]:
    """The merges of some customers that were not undone, the latest first."""
    return (
        select(Merge)
        .where(Merge.merged_id.in_(party_ids), Merge.undone_at.is_(None))
        .options(joinedload(Merge.kept), joinedload(Merge.merged))
        .order_by(Merge.id.desc())
    )


def locked(merge_id: int) -> Select[Merge]:
    """One merge as it is now."""
    return (
        select(Merge)
        .where(Merge.id == merge_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def archive(head_id: int) -> Select[Customer]:
    """Everybody who is kept under a head, to be changed."""
    return (
        select(Customer)
        .where(Customer.head_id == head_id)
        .order_by(Customer.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def archives(party_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Everybody in the archives of some customers, with the head."""
    kept_under = select(Customer.head_id).where(Customer.party_id.in_(party_ids))
    return select(Customer.party_id, Customer.head_id).where(Customer.head_id.in_(kept_under))
