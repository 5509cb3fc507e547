"""What the demo asks; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from core.role.queries import holding
from core.user.models import User
from plugins.catalog.order.models import OrderLine
from plugins.catalog.product.models import Product
from plugins.catalog.stock.models import Kind, Move
from plugins.catalog.stock.queries import total


def goods(sold: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The codes and titles of the products that were sold."""
    rows = sold.subquery()
    return (
        select(rows.c.product_code, rows.c.product_title).distinct().order_by(rows.c.product_code)
    )


def products(codes: Collection[str]) -> Select[Product]:
    """Some products by their codes."""
    return select(Product).where(Product.code.in_(codes)).order_by(Product.code)


def sold(warehouse_id: int) -> Select[*tuple[Any, ...]]:
    """How many units left a warehouse by sales, by product."""
    return (
        select(Move.product_id, -total(Move.quantity))
        .where(Move.warehouse_id == warehouse_id, Move.kind.in_((Kind.SALE, Kind.RETURN)))
        .group_by(Move.product_id)
    )


def who_may(permission: str) -> Select[User]:
    """The people who may do something, the first that came first."""
    return select(User).where(User.id.in_(holding(permission))).order_by(User.id)


def line_of(request_id: int) -> Select[int]:
    """The line of an order for a request, by its key."""
    return select(OrderLine.id).where(OrderLine.request_id == request_id)
