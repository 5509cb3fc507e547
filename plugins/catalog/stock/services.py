"""What can be done with stock.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core import hooks
from core.db import lock
from core.errors import BusinessError
from core.user.models import User
from plugins.catalog.contract import SalesSource
from plugins.catalog.product.models import Product
from plugins.catalog.stock import queries
from plugins.catalog.stock.models import Kind, Level, Move
from plugins.catalog.warehouse import queries as warehouses
from plugins.catalog.warehouse.models import Warehouse

LOCK = "catalog.stock"
NOTHING = Decimal(0)


def move(
    session: Session,
    product: Product,
    warehouse: Warehouse,
    quantity: Decimal,
    kind: Kind,
    *,
    reference: str = "",
    reason: str = "",
    source: str = "",
    source_id: int | None = None,
    by: User,
    on: date,
    now: datetime,
) -> Move:
    """Bring units to a warehouse, or below zero, take them from it.

    :raises BusinessError: if nothing is moved, or more would leave than lies there.
    """
    if not quantity:
        raise BusinessError(_("Write how many units move."), field="quantity")
    on_hand = _add(session, [(product.id, warehouse.id, quantity)])
    if quantity < 0 and on_hand[product.id, warehouse.id] < 0:
        raise BusinessError(
            _(
                "Only %(count)s of %(product)s lie in %(warehouse)s.",
                count=f"{on_hand[product.id, warehouse.id] - quantity:f}",
                product=product,
                warehouse=warehouse,
            ),
            field="quantity",
        )
    made = Move(
        product_id=product.id,
        warehouse_id=warehouse.id,
        kind=kind,
        quantity=quantity,
        moved_at=now,
        moved_on=on,
        reference=reference,
        reason=reason.strip(),
        source=source,
        source_id=source_id,
        by_id=by.id,
    )
    session.add(made)
    session.flush()
    return made


def transfer(
    session: Session,
    product: Product,
    origin: Warehouse,
    target: Warehouse,
    quantity: Decimal,
    *,
    reason: str,
    by: User,
    on: date,
    now: datetime,
) -> None:
    """Carry units from one warehouse to another.

    :raises BusinessError: if it is the same one, or too few lie there.
    """
    if origin.id == target.id:
        raise BusinessError(_("Choose another warehouse."), field="target")
    if quantity <= 0:
        raise BusinessError(_("Write how many units move."), field="quantity")
    for warehouse, units in ((origin, -quantity), (target, quantity)):
        move(
            session,
            product,
            warehouse,
            units,
            Kind.TRANSFER,
            reference=f"{origin.code} → {target.code}",
            reason=reason,
            by=by,
            on=on,
            now=now,
        )


def post_sales(session: Session) -> int:
    """Let leave what other plugins say was sold, and come back what was returned.

    What is posted already is compared with what they say now and corrected, so that running it
    again does nothing.

    :return: how many moves were made.
    """
    warehouse = session.scalar(warehouses.shipping())
    if warehouse is None:
        return 0
    lock(session, LOCK)
    before = session.scalar(queries.latest_move()) or 0
    for answer in hooks.call("catalog_sales_source", sales_source):
        source: SalesSource = answer.result
        _post(session, source.name, source.sold, Kind.SALE, warehouse)
        _post(session, f"{source.name}.back", source.returned, Kind.RETURN, warehouse)
    count = session.scalar(queries.count_since(before)) or 0
    if count:
        _add_since(session, before)
    return count


def sales_source(result: Any) -> SalesSource:
    """Return what a plugin answered, or refuse what is of another type."""
    if not isinstance(result, SalesSource):
        raise TypeError(f"{result!r} is no SalesSource")
    return result


def _post(
    session: Session, name: str, told: sa.Select[Any], kind: Kind, warehouse: Warehouse
) -> None:
    """Add what is missing between what a source tells and what was posted from it."""
    rows = told.subquery()
    sign = -1 if kind is Kind.SALE else 1
    whole = sa.type_coerce(rows.c.quantity, sa.BigInteger) * sign
    posted = (
        sa.select(
            Move.source_id, sa.func.sum(sa.type_coerce(Move.quantity, sa.BigInteger)).label("q")
        )
        .where(Move.source == name)
        .group_by(Move.source_id)
        .subquery()
    )
    missing = sa.cast(whole - sa.func.coalesce(posted.c.q, 0), sa.BigInteger)
    chosen = (
        sa.select(
            Product.id,
            sa.literal(warehouse.id),
            sa.literal(kind, Move.kind.type),
            missing,
            rows.c.moved_at,
            rows.c.moved_on,
            sa.literal(name),
            rows.c.source_id,
        )
        .join_from(rows, Product, Product.code == rows.c.product_code)
        .outerjoin(posted, posted.c.source_id == rows.c.source_id)
        .where(missing != 0)
    )
    if warehouse.counts_from is not None:
        chosen = chosen.where(rows.c.moved_on >= warehouse.counts_from)
    columns = [
        "product_id", "warehouse_id", "kind", "quantity", "moved_at", "moved_on", "source",
        "source_id",
    ]  # fmt: skip
    session.execute(sa.insert(Move).from_select(columns, chosen, include_defaults=False))


def _upsert(session: Session) -> Any:
    dialect = session.get_bind().dialect.name
    return postgresql.insert(Level) if dialect == "postgresql" else sqlite.insert(Level)


def _adding(statement: Any) -> Any:
    return statement.on_conflict_do_update(
        index_elements=["product_id", "warehouse_id"],
        set_={"on_hand": Level.on_hand + statement.excluded.on_hand},
    )


def _add(session: Session, rows: list[tuple[int, int, Decimal]]) -> dict[tuple[int, int], Decimal]:
    """Add to levels and return them; the rows stay locked until the transaction ends."""
    statement = _upsert(session).values(
        [
            {"product_id": product, "warehouse_id": warehouse, "on_hand": quantity}
            for product, warehouse, quantity in rows
        ]
    )
    asked = _adding(statement).returning(Level.product_id, Level.warehouse_id, Level.on_hand)
    found = session.execute(asked).all()
    return {(product, warehouse): on_hand for product, warehouse, on_hand in found}


def _add_since(session: Session, move_id: int) -> None:
    statement = _upsert(session).from_select(
        ["product_id", "warehouse_id", "on_hand"], queries.moved_since(move_id)
    )
    session.execute(_adding(statement))
