"""Questions asked of sold products."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sqlalchemy import Select, select

from core.search import found
from plugins.orders.product.models import Product


@cache
def all_products() -> Select[Product]:
    """Everything that was ever sold."""
    return select(Product)


def with_words(words: str, limit: int) -> Select[Product]:
    """Some products that have these words, by code."""
    return found(Product, words, limit).order_by(Product.code, Product.id)


def with_codes(codes: Collection[str]) -> Select[Product]:
    """The products with these codes."""
    return select(Product).where(Product.code.in_(codes))
