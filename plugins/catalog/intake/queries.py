"""What imports compare with; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from plugins.catalog.product.models import Product
from plugins.catalog.receipt.models import Receipt


def receipt_numbers(numbers: Collection[str]) -> Select[str]:
    """Those of some receipts that are known."""
    return select(Receipt.number).where(Receipt.number.in_(numbers))


def product_ids(codes: Collection[str]) -> Select[*tuple[Any, ...]]:
    """The keys of some products by their codes."""
    return select(Product.code, Product.id).where(Product.code.in_(codes))
