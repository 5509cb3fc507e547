"""Questions asked of orders and the credit for them; each returns a Select."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from core.db import Money, Rate
from core.rows import EVERY_ROW
from plugins.marketing.attribution.models import Attribution, Credit
from plugins.marketing.attribution.rules import AttributionModel
from plugins.marketing.contract import ORDER_COLUMNS, OrderSource
from plugins.marketing.touch import queries as touches

FEW = 20  # how many broken rows a check names


def all_credits() -> Select[Credit]:
    """Every credit with its order."""
    return select(Credit).join(Attribution, Attribution.id == Credit.attribution_id)


def reached(source: OrderSource) -> Select[*tuple[Any, ...]]:
    """The orders of a source whose buyers anything has reached, whoever credits them."""
    sold = source.orders.subquery("sold")
    columns = [sold.c[name] for name in ORDER_COLUMNS]
    return (
        select(*columns)
        .where(sold.c.customer_id.in_(touches.parties()))
        .order_by(sold.c.customer_id, sold.c.source_id)
        .execution_options(**EVERY_ROW)
    )


def frozen(source: str, before: date) -> Select[int]:
    """The keys of the orders that stay as they are."""
    return select(Attribution.source_id).where(
        Attribution.source == source, Attribution.placed_on < before
    )


def sold(
    source: OrderSource, currency: str, first: date | None = None, last: date | None = None
) -> Select[*tuple[Any, ...]]:
    """How many orders there were within some days, what they brought, and of new customers.

    Whoever asks: it is compared with the credit for all orders.
    """
    orders = source.orders.subquery("sold")
    asked = select(
        func.count().label("orders"),
        func.sum(orders.c.revenue, type_=Money()).label("revenue"),
        func.sum(orders.c.margin, type_=Money()).label("margin"),
        func.count(case((orders.c.is_first, 1))).label("customers"),
    )
    within = _within(orders.c.placed_on, first, last)
    return asked.where(orders.c.currency == currency, *within).execution_options(**EVERY_ROW)


def sold_by_day(
    source: OrderSource, currency: str, first: date, last: date
) -> Select[*tuple[Any, ...]]:
    """What was sold on each day of a span, whoever asks."""
    orders = source.orders.subquery("sold")
    return (
        select(orders.c.placed_on, func.sum(orders.c.revenue, type_=Money()))
        .where(orders.c.currency == currency, *_within(orders.c.placed_on, first, last))
        .group_by(orders.c.placed_on)
        .execution_options(**EVERY_ROW)
    )


def _within(column: Any, first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    found = [] if first is None else [column >= first]
    return found if last is None else [*found, column <= last]


def by_channel(
    currency: str,
    *,
    model: AttributionModel | None = None,
    campaign_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Select[*tuple[Any, ...]]:
    """Model, channel, orders, revenue, margin, new customers, and how many margins are unknown."""
    asked = (
        select(
            Credit.model,
            Credit.channel_id,
            func.sum(Credit.credit, type_=Rate()).label("orders"),
            func.sum(Credit.revenue, type_=Money()).label("revenue"),
            func.sum(Credit.margin, type_=Money()).label("margin"),
            func.sum(case((Attribution.is_first, Credit.credit)), type_=Rate()).label("customers"),
            (func.count() - func.count(Credit.margin)).label("unknown_margins"),
        )
        .join(Attribution, Attribution.id == Credit.attribution_id)
        .where(Attribution.currency == currency, *_within(Attribution.placed_on, first, last))
        .group_by(Credit.model, Credit.channel_id)
    )
    if model is not None:
        asked = asked.where(Credit.model == model)
    return asked if campaign_id is None else asked.where(Credit.campaign_id == campaign_id)


def miscredited() -> Select[str]:
    """The orders whose credit is not whole, or whose revenue is not that of their credits."""
    credit = func.sum(Credit.credit, type_=Rate())
    revenue = func.sum(Credit.revenue, type_=Money())
    return (
        select(Attribution.reference)
        .join(Credit, Credit.attribution_id == Attribution.id)
        .group_by(Attribution.id, Attribution.reference, Attribution.revenue, Credit.model)
        .having(or_(credit != 1, revenue != Attribution.revenue))
        .order_by(Attribution.reference)
        .limit(FEW)
    )


def uncredited() -> Select[str]:
    """The orders that some model does not credit."""
    models = func.count(Credit.model.distinct())
    return (
        select(Attribution.reference)
        .outerjoin(Credit, Credit.attribution_id == Attribution.id)
        .group_by(Attribution.id, Attribution.reference)
        .having(models != len(AttributionModel))
        .order_by(Attribution.reference)
        .limit(FEW)
    )
