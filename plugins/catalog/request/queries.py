"""Questions asked of purchase requests; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from core.party.models import Party
from plugins.catalog.product.models import Product
from plugins.catalog.request.models import Request, State
from plugins.catalog.stock.queries import total
from plugins.catalog.warehouse.models import Warehouse


def all_requests() -> Select[Request]:
    """Every request with its product, supplier and warehouse."""
    return (
        select(Request)
        .join(Product, Product.id == Request.product_id)
        .join(Party, Party.id == Request.supplier_id)
        .join(Warehouse, Warehouse.id == Request.warehouse_id)
    )


def _whole() -> Select[Request]:
    return select(Request).options(
        joinedload(Request.product),
        joinedload(Request.supplier),
        joinedload(Request.warehouse),
        joinedload(Request.requested_by),
    )


def request(request_id: int) -> Select[Request]:
    """One request with all that its page shows."""
    return _whole().where(Request.id == request_id)


def with_keys(keys: Collection[int]) -> Select[Request]:
    """Some requests."""
    return _whole().where(Request.id.in_(keys))


def of_product(product_id: int) -> Select[Request]:
    """The requests of a product, the latest first."""
    return _whole().where(Request.product_id == product_id).order_by(Request.id.desc())


def wished(warehouse_id: int) -> Select[*tuple[Any, ...]]:
    """What is asked for and not yet ordered for a warehouse, by product."""
    return (
        select(Request.product_id, total(Request.quantity))
        .where(
            Request.warehouse_id == warehouse_id, Request.state.in_((State.ASKED, State.APPROVED))
        )
        .group_by(Request.product_id)
    )


def waiting_count() -> Select[int]:
    """How many approved requests wait to be ordered."""
    return select(func.count(Request.id)).where(Request.state == State.APPROVED)


def approved() -> Select[Request]:
    """The requests that wait to be ordered."""
    return all_requests().where(Request.state == State.APPROVED)
