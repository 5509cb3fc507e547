"""Questions asked of products; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core.search import found
from plugins.catalog.product.models import Family, Product


@cache
def all_products() -> Select[Product]:
    """Every product."""
    return select(Product)


def product(product_id: int) -> Select[Product]:
    """One product with its family."""
    return all_products().where(Product.id == product_id).options(joinedload(Product.family))


def coded(code: str) -> Select[Product]:
    """The product with a code."""
    return all_products().where(Product.code == code)


def family_coded(code: str) -> Select[Family]:
    """The family with a code."""
    return select(Family).where(Family.code == code)


def siblings(product: Product) -> Select[Product]:
    """The other products of its family."""
    return (
        all_products()
        .where(Product.family_id == product.family_id, Product.id != product.id)
        .order_by(Product.code)
    )


def stored(codes: Collection[str]) -> Select[*tuple[Any, ...]]:
    """What is known of some products, for comparison with a file."""
    return (
        select(
            Product.id,
            Product.code,
            Product.title,
            Product.options,
            Product.category,
            Product.barcode,
            Product.price,
            Family.code.label("family"),
        )
        .outerjoin(Family, Family.id == Product.family_id)
        .where(Product.code.in_(codes))
    )


def families(codes: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Some families by their codes."""
    return select(Family.code, Family.id).where(Family.code.in_(codes))


def with_words(words: str, limit: int) -> Select[Product]:
    """The products that some words find."""
    return found(Product, words, limit)


def listed_count() -> Select[int]:
    """How many products are on sale."""
    return select(func.count(Product.id)).where(Product.is_listed)


def with_keys(keys: Collection[int]) -> Select[Product]:
    """Some products."""
    return all_products().where(Product.id.in_(keys))
