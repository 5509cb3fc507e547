"""Questions asked of orders; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core.db import Money
from core.search import found
from plugins.orders.channel.models import Store
from plugins.orders.discount.models import Discount, DiscountShare
from plugins.orders.ledger.models import Line, Order, OrderVersion, Payment

# How many broken rows a check names.
FEW = 20


def all_orders() -> Select[Order]:
    """Every order."""
    return select(Order)


def order(order_id: int) -> Select[Order]:
    """One order with everything that its page shows."""
    lines = selectinload(Order.lines)
    return (
        select(Order)
        .where(Order.id == order_id)
        .options(
            joinedload(Order.store).joinedload(Store.channel),
            joinedload(Order.buyer),
            lines.joinedload(Line.product),
            lines.joinedload(Line.supplier),
            selectinload(Order.payments),
            selectinload(Order.discounts),
            selectinload(Order.versions).joinedload(OrderVersion.replaced_by),
        )
    )


def of_buyer(party_id: int) -> Select[Order]:
    """The orders of a buyer, the latest first."""
    return (
        select(Order)
        .where(Order.buyer_id == party_id)
        .order_by(Order.placed_at.desc(), Order.id.desc())
    )


def with_words(words: str, limit: int) -> Select[Order]:
    """Some orders that have these words, the latest first."""
    return found(Order, words, limit).order_by(Order.placed_at.desc(), Order.id.desc())


def numbered(store_id: int, numbers: Collection[str]) -> Select[Order]:
    """The orders of a store with these numbers, with their lines and payments, to be changed."""
    return (
        select(Order)
        .where(Order.store_id == store_id, Order.number.in_(numbers))
        .options(
            selectinload(Order.lines),
            selectinload(Order.payments),
            selectinload(Order.discounts),
        )
        .order_by(Order.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def locked(order_id: int) -> Select[Order]:
    """One order as it is now, with lines and payments; nobody else changes it meanwhile."""
    return (
        select(Order)
        .where(Order.id == order_id)
        .options(selectinload(Order.lines), selectinload(Order.payments))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def line_keys(order_ids: Collection[int]) -> Select[int, int, int]:
    """The order, position and key of the lines of some orders."""
    return select(Line.order_id, Line.position, Line.id).where(Line.order_id.in_(order_ids))


def known(store_id: int, numbers: Collection[str]) -> Select[str, str]:
    """The number and digest of the orders that are there already.

    The sum keeps PostgreSQL from looking at all orders of the store, which it takes for few.
    """
    return select(Order.number, Order.content_hash).where(
        Order.store_id + 0 == store_id, Order.number.in_(numbers)
    )


def differing() -> Select[int]:
    """How many orders were paid with another sum than they cost."""
    return select(func.count(Order.id)).where(Order.differs.is_(True))


def misspread() -> Select[str]:
    """The orders with a discount that is not the sum of its shares, or that a line lacks."""
    shares = (
        select(
            DiscountShare.discount_id,
            func.sum(DiscountShare.seller + DiscountShare.platform, type_=Money()).label("sum"),
        )
        .group_by(DiscountShare.discount_id)
        .subquery("shares")
    )
    borne = (
        select(
            DiscountShare.line_id,
            func.sum(DiscountShare.seller, type_=Money()).label("seller"),
            func.sum(DiscountShare.platform, type_=Money()).label("platform"),
        )
        .group_by(DiscountShare.line_id)
        .subquery("borne")
    )
    unsplit = (
        select(Discount.order_id)
        .outerjoin(shares, shares.c.discount_id == Discount.id)
        .where(Discount.amount != func.coalesce(shares.c.sum, 0))
    )
    lacking = (
        select(Line.order_id)
        .join(borne, borne.c.line_id == Line.id)
        .where(
            or_(Line.seller_discount < borne.c.seller, Line.platform_discount < borne.c.platform)
        )
    )
    return (
        select(Order.number)
        .where(or_(Order.id.in_(unsplit), Order.id.in_(lacking)))
        .order_by(Order.number)
        .limit(FEW)
    )


def unbalanced() -> Select[str]:
    """The orders whose sums are not those of their lines and payments."""
    lines = (
        select(
            Line.order_id,
            func.sum(Line.price, type_=Money()).label("goods"),
            func.sum(Line.freight, type_=Money()).label("freight"),
            func.sum(Line.seller_discount + Line.platform_discount, type_=Money()).label(
                "discount"
            ),
        )
        .where(~Line.is_withdrawn)
        .group_by(Line.order_id)
        .subquery("sums")
    )
    paid = (
        select(Payment.order_id, func.sum(Payment.amount, type_=Money()).label("amount"))
        .group_by(Payment.order_id)
        .subquery("given")
    )
    return (
        select(Order.number)
        .outerjoin(lines, lines.c.order_id == Order.id)
        .outerjoin(paid, paid.c.order_id == Order.id)
        .where(
            or_(
                Order.goods != func.coalesce(lines.c.goods, 0),
                Order.freight != func.coalesce(lines.c.freight, 0),
                Order.discount != func.coalesce(lines.c.discount, 0),
                Order.paid != func.coalesce(paid.c.amount, 0),
            )
        )
        .order_by(Order.number)
        .limit(FEW)
    )
