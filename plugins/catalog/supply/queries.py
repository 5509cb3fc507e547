"""Questions asked of supply terms; each returns a Select."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core.party.models import Party
from plugins.catalog.product.models import Product
from plugins.catalog.supply.models import Supply


def all_supplies() -> Select[Supply]:
    """All terms with their products and suppliers."""
    return (
        select(Supply)
        .join(Product, Product.id == Supply.product_id)
        .join(Party, Party.id == Supply.supplier_id)
    )


def supply(supply_id: int) -> Select[Supply]:
    """One supplier's terms for a product."""
    return (
        select(Supply)
        .where(Supply.id == supply_id)
        .options(joinedload(Supply.product), joinedload(Supply.supplier))
    )


def of_product(product_id: int) -> Select[Supply]:
    """Who delivers a product, the usual supplier first."""
    return (
        select(Supply)
        .where(Supply.product_id == product_id)
        .options(joinedload(Supply.supplier))
        .order_by(Supply.is_usual.desc(), Supply.id)
    )


def between(product_id: int, supplier_id: int) -> Select[Supply]:
    """The terms of one supplier for one product."""
    return select(Supply).where(Supply.product_id == product_id, Supply.supplier_id == supplier_id)


def usual(product_id: int) -> Select[Supply]:
    """The terms of the usual supplier of a product."""
    return select(Supply).where(Supply.product_id == product_id, Supply.is_usual)


def longest_lead(supplier_id: int, products: Select[int]) -> Select[int]:
    """How many days the slowest of some products of a supplier takes."""
    return select(func.max(Supply.lead_days)).where(
        Supply.supplier_id == supplier_id, Supply.product_id.in_(products)
    )


def restockable() -> Select[*tuple[Any, ...]]:
    """What is on sale and has a usual supplier, with its terms."""
    return (
        select(
            Supply.id,
            Supply.product_id,
            Supply.lead_days,
            Supply.lead_deviation,
            Supply.minimum,
            Supply.pack,
            Product.code,
            Product.title,
            Product.category,
            Product.listed_on,
        )
        .join(Product, Product.id == Supply.product_id)
        .where(Supply.is_usual, Product.is_listed)
        .order_by(Supply.product_id)
    )
