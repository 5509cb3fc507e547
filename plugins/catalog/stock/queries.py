"""Questions asked of stock; each returns a Select."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select, type_coerce
from sqlalchemy.orm import joinedload

from core.db import Quantity
from core.rows import EVERY_ROW
from plugins.catalog.product.models import Product
from plugins.catalog.stock.models import Level, Move
from plugins.catalog.warehouse.models import Warehouse


def total(quantity: Any) -> ColumnElement[Any]:
    """Return the sum of quantities; PostgreSQL would make it a numeric."""
    whole = func.coalesce(func.sum(type_coerce(quantity, BigInteger)), 0)
    return type_coerce(cast(whole, BigInteger), Quantity)


@cache
def all_levels() -> Select[Level]:
    """What lies where, with products and warehouses."""
    return (
        select(Level)
        .join(Product, Product.id == Level.product_id)
        .join(Warehouse, Warehouse.id == Level.warehouse_id)
    )


@cache
def all_moves() -> Select[Move]:
    """Every move with its product."""
    return (
        select(Move)
        .join(Product, Product.id == Move.product_id)
        .join(Warehouse, Warehouse.id == Move.warehouse_id)
    )


def levels_of(product_id: int) -> Select[Level]:
    """Where a product lies."""
    return (
        select(Level)
        .where(Level.product_id == product_id)
        .options(joinedload(Level.warehouse))
        .order_by(Level.warehouse_id)
    )


def level(product_id: int, warehouse_id: int) -> Select[Level]:
    """What lies in one warehouse of one product."""
    return select(Level).where(Level.product_id == product_id, Level.warehouse_id == warehouse_id)


def moves_of(product_id: int) -> Select[Move]:
    """The moves of a product, the latest first."""
    return (
        select(Move)
        .where(Move.product_id == product_id)
        .options(joinedload(Move.warehouse), joinedload(Move.by))
        .order_by(Move.moved_at.desc(), Move.id.desc())
    )


def on_hand(warehouse_id: int, on: date) -> Select[*tuple[Any, ...]]:
    """What lay in a warehouse of each product at the end of a day."""
    return (
        select(Move.product_id, total(Move.quantity).label("on_hand"))
        .where(Move.warehouse_id == warehouse_id, Move.moved_on <= on)
        .group_by(Move.product_id)
    )


def by_day(warehouse_id: int, since: date, on: date) -> Select[*tuple[Any, ...]]:
    """What moved of each product on each day, from one day to another, by kind."""
    return (
        select(Move.product_id, Move.moved_on, Move.kind, total(Move.quantity).label("quantity"))
        .where(Move.warehouse_id == warehouse_id, Move.moved_on >= since, Move.moved_on <= on)
        .group_by(Move.product_id, Move.moved_on, Move.kind)
        .order_by(Move.product_id)
    )


def committed(told: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """What is sold and still in the house by product; ``told`` names products by their codes.

    Whoever asks: goods are promised, whether one sees the order or not.
    """
    rows = told.subquery()
    return (
        select(Product.id, total(rows.c.quantity))
        .join_from(rows, Product, Product.code == rows.c.product_code)
        .group_by(Product.id)
        .execution_options(**EVERY_ROW)
    )


def latest_move() -> Select[int]:
    """The key of the last move."""
    return select(func.coalesce(func.max(Move.id), 0))


def count_since(move_id: int) -> Select[int]:
    """How many moves were made after one."""
    return select(func.count(Move.id)).where(Move.id > move_id)


def moved_since(move_id: int) -> Select[*tuple[Any, ...]]:
    """What moved after a move, by product and warehouse."""
    return (
        select(Move.product_id, Move.warehouse_id, total(Move.quantity))
        .where(Move.id > move_id)
        .group_by(Move.product_id, Move.warehouse_id)
    )


def miscounted() -> Select[*tuple[Any, ...]]:
    """The products whose level is not the sum of their moves: code and warehouse."""
    sums = (
        select(Move.product_id, Move.warehouse_id, total(Move.quantity).label("moved"))
        .group_by(Move.product_id, Move.warehouse_id)
        .subquery()
    )
    return (
        select(Product.code, Warehouse.code)
        .select_from(Level)
        .join(Product, Product.id == Level.product_id)
        .join(Warehouse, Warehouse.id == Level.warehouse_id)
        .outerjoin(
            sums,
            (sums.c.product_id == Level.product_id) & (sums.c.warehouse_id == Level.warehouse_id),
        )
        .where(
            func.coalesce(type_coerce(sums.c.moved, BigInteger), 0)
            != type_coerce(Level.on_hand, BigInteger)
        )
    )


def oversold_count() -> Select[int]:
    """How many products were sold beyond what lay in a warehouse."""
    return select(func.count(Level.id)).where(Level.on_hand < 0)
