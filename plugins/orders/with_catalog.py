"""What orders does when catalog is there too: what was sold leaves the stock."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import case, select

from core.hooks import hookimpl
from plugins.catalog.contract import SalesSource
from plugins.orders.ledger.models import Line, Order, State
from plugins.orders.product.models import Product
from plugins.orders.refund.models import Refund, RefundLine
from plugins.orders.refund.models import State as RefundState

NAME = "orders.line"
NOTHING = Decimal(0)
SHIPPED = (State.SHIPPED, State.DELIVERED, State.CLOSED)


@hookimpl
def catalog_sales_source() -> SalesSource:
    """Offer the lines of shipped orders, what refunds took back of them, and what is to ship."""
    left = case((Order.state.in_(SHIPPED) & ~Line.is_withdrawn, Line.quantity), else_=NOTHING)
    sold = (
        select(
            Line.id.label("source_id"),
            Product.code.label("product_code"),
            Product.title.label("product_title"),
            left.label("quantity"),
            Order.shipped_at.label("moved_at"),
            Order.placed_on.label("moved_on"),
        )
        .join(Order, Order.id == Line.order_id)
        .join(Product, Product.id == Line.product_id)
        .where(Order.shipped_at.is_not(None))
    )
    returned = (
        select(
            RefundLine.id.label("source_id"),
            Product.code.label("product_code"),
            Product.title.label("product_title"),
            RefundLine.quantity.label("quantity"),
            Refund.requested_at.label("moved_at"),
            Refund.refunded_on.label("moved_on"),
        )
        .join(Refund, Refund.id == RefundLine.refund_id)
        .join(Line, Line.id == RefundLine.line_id)
        .join(Order, Order.id == Line.order_id)
        .join(Product, Product.id == Line.product_id)
        .where(
            Refund.state == RefundState.PAID_OUT,
            Refund.refunded_on.is_not(None),
            Order.shipped_at.is_not(None),
            RefundLine.quantity > NOTHING,
        )
    )
    committed = (
        select(Product.code.label("product_code"), Line.quantity.label("quantity"))
        .join_from(Line, Order, Order.id == Line.order_id)
        .join(Product, Product.id == Line.product_id)
        .where(Order.state == State.PAID, ~Line.is_withdrawn)
    )
    return SalesSource(NAME, sold, returned, committed)
