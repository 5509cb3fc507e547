"""Questions asked of settlement terms; each returns a Select."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload

from core.party.models import Party
from plugins.finance.terms.models import Terms


def all_terms() -> Select[Terms]:
    """All terms with the supplier that they are agreed with, if there is one."""
    return select(Terms).outerjoin(Party, Party.id == Terms.supplier_id)


def complete() -> Select[Terms]:
    """All terms with their rates and costs, the default first, the newest first."""
    return (
        select(Terms)
        .options(joinedload(Terms.supplier), selectinload(Terms.rates), selectinload(Terms.costs))
        .order_by(Terms.supplier_id.is_not(None), Terms.supplier_id, Terms.valid_from.desc())
    )


def of(supplier_id: int | None) -> Select[Terms]:
    """The terms of one supplier, or the default ones, in the order of time."""
    return select(Terms).where(_belongs_to(supplier_id)).order_by(Terms.valid_from)


def covering(supplier_id: int | None, day: date) -> Select[Terms]:
    """What holds for a supplier, or by default, on a day."""
    return complete().where(_belongs_to(supplier_id), Terms.valid_from <= day, Terms.valid_to > day)


def terms(terms_id: int) -> Select[Terms]:
    """One row of terms, complete."""
    return complete().where(Terms.id == terms_id)


def _belongs_to(supplier_id: int | None) -> ColumnElement[bool]:
    if supplier_id is None:
        return Terms.supplier_id.is_(None)
    return Terms.supplier_id == supplier_id
