"""Questions asked of suggestions; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from core.party.models import Party
from plugins.catalog.product.models import Product
from plugins.catalog.suggestion.models import State, Suggestion
from plugins.catalog.supply.models import Supply
from plugins.catalog.warehouse.models import Warehouse


def all_suggestions() -> Select[Suggestion]:
    """Every suggestion with product, warehouse and supplier."""
    return (
        select(Suggestion)
        .join(Product, Product.id == Suggestion.product_id)
        .join(Warehouse, Warehouse.id == Suggestion.warehouse_id)
        .join(Supply, Supply.id == Suggestion.supply_id)
        .join(Party, Party.id == Supply.supplier_id)
    )


def _whole() -> Select[Suggestion]:
    return select(Suggestion).options(
        joinedload(Suggestion.product),
        joinedload(Suggestion.warehouse),
        joinedload(Suggestion.supply).joinedload(Supply.supplier),
        joinedload(Suggestion.request),
        joinedload(Suggestion.decided_by),
    )


def suggestion(suggestion_id: int) -> Select[Suggestion]:
    """One suggestion with all that its page shows."""
    return _whole().where(Suggestion.id == suggestion_id)


def with_keys(keys: Collection[int]) -> Select[Suggestion]:
    """Some suggestions."""
    return _whole().where(Suggestion.id.in_(keys))


def open_of(warehouse_id: int) -> Select[Suggestion]:
    """The open suggestions for a warehouse."""
    return select(Suggestion).where(
        Suggestion.warehouse_id == warehouse_id, Suggestion.state == State.OPEN
    )


def open_of_product(product_id: int) -> Select[Suggestion]:
    """The open suggestions for a product."""
    return _whole().where(Suggestion.product_id == product_id, Suggestion.state == State.OPEN)


def resting(warehouse_id: int, on: date) -> Select[int]:
    """The products that shall not be suggested yet: dismissed until a later day."""
    return select(Suggestion.product_id).where(
        Suggestion.warehouse_id == warehouse_id,
        Suggestion.snoozed_until > on,
        Suggestion.state == State.DISMISSED,
    )


def due_count(on: date) -> Select[int]:
    """How many open suggestions nobody put off."""
    return select(func.count(Suggestion.id)).where(
        Suggestion.state == State.OPEN,
        or_(Suggestion.snoozed_until.is_(None), Suggestion.snoozed_until <= on),
    )
