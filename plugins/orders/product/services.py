"""What can be done with sold products.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core import loading
from core.reports import Count
from core.search import row_tokens
from plugins.orders.product import queries
from plugins.orders.product.models import Product

CHUNK = 1_000
TABLE = cast(sa.Table, Product.__table__)


def record_products(
    session: Session, facts: Mapping[str, tuple[str, str | None]], count: Count
) -> dict[str, int]:
    """Record products by code with their title and category; return the key of each code."""
    ids: dict[str, int] = {}
    codes = list(facts)
    for start in range(0, len(codes), CHUNK):
        chunk = codes[start : start + CHUNK]
        known = {product.code: product for product in session.scalars(queries.with_codes(chunk))}
        for product in known.values():
            title, category = facts[product.code]
            differs = (product.title, product.category) != (title, category)
            product.title, product.category = title, category
            count.changed += differs
            count.unchanged += not differs
        new = [code for code in chunk if code not in known]
        ids |= {product.code: product.id for product in known.values()}
        if new:
            added = loading.keys(session, TABLE, len(new))
            loading.insert(
                session,
                TABLE,
                ("id", "code", "title", "category", "search_tokens"),
                (_row(key, code, *facts[code]) for key, code in zip(added, new, strict=True)),
            )
            ids |= dict(zip(new, added, strict=True))
        count.added += len(new)
        session.flush()
    return ids


def _row(key: int, code: str, title: str, category: str | None) -> tuple[Any, ...]:
    told = {"code": code, "title": title, "category": category}
    return key, code, title, category, row_tokens(Product, told)
