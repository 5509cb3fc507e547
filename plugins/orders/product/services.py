"""What can be done with sold products.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.reports import Count
from core.search import row_tokens
from plugins.orders.product import queries
from plugins.orders.product.models import Product

CHUNK = 1_000


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
        new = [_row(code, *facts[code]) for code in chunk if code not in known]
        ids |= {product.code: product.id for product in known.values()}
        if new:
            # With nulls: rows that lack a category would be inserted by themselves otherwise.
            added = session.execute(
                sa.insert(Product).returning(Product.code, Product.id),
                new,
                execution_options={"render_nulls": True},
            )
            ids |= {code: key for code, key in added}
        count.added += len(new)
        session.flush()
    return ids


def _row(code: str, title: str, category: str | None) -> dict[str, object]:
    row: dict[str, object] = {"code": code, "title": title, "category": category}
    return {**row, "search_tokens": row_tokens(Product, row)}
