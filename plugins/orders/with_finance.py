"""What orders does when finance is there too: it offers sold lines for settlement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, func, literal, select, type_coerce

from core.db import Money
from core.hooks import hookimpl
from plugins.finance.contract import SALE, PayableSource
from plugins.orders.channel.models import Channel, ChannelKind, Store
from plugins.orders.ledger.models import Line, Order, State
from plugins.orders.product.models import Product
from plugins.orders.refund.models import Refund, RefundLine
from plugins.orders.refund.models import State as RefundState

NAME = "orders.line"


@hookimpl
def finance_payable_source() -> PayableSource:
    """Offer the lines of delivered orders, and what was refunded of them."""
    return PayableSource(NAME, _lines(), _refunds())


def _lines() -> Select[*tuple[Any, ...]]:
    """Return the lines of delivered orders; some cancelled ones carry a delivery date too.

    What a C2C shop sold is owed to its owner, whoever made the goods.
    """
    supplier = case(
        (Channel.kind == ChannelKind.C2C, func.coalesce(Store.owner_id, Line.supplier_id)),
        else_=Line.supplier_id,
    )
    return (
        select(
            Line.id.label("source_id"),
            literal(SALE).label("kind"),
            supplier.label("supplier_id"),
            Order.number.label("reference"),
            Product.code.label("product_code"),
            Product.title.label("description"),
            Product.category.label("category"),
            Line.quantity.label("quantity"),
            Line.price.label("price"),
            Line.freight.label("freight"),
            Line.seller_discount.label("seller_discount"),
            type_coerce(Line.price - Line.seller_discount - Line.platform_discount, Money).label(
                "paid"
            ),
            Line.unit_cost.label("unit_cost"),
            Order.signed_on.label("signed_on"),
            Order.paid_on.label("paid_on"),
        )
        .join(Order, Order.id == Line.order_id)
        .join(Product, Product.id == Line.product_id)
        .join(Store, Store.id == Order.store_id)
        .join(Channel, Channel.id == Store.channel_id)
        .where(
            Order.state.in_((State.DELIVERED, State.CLOSED)),
            Order.signed_on.is_not(None),
            ~Line.is_withdrawn,
            supplier.is_not(None),
        )
    )


def _refunds() -> Select[*tuple[Any, ...]]:
    return (
        select(
            RefundLine.id.label("source_id"),
            RefundLine.line_id.label("line_source_id"),
            Refund.number.label("reference"),
            RefundLine.quantity.label("quantity"),
            RefundLine.price.label("price"),
            RefundLine.freight.label("freight"),
            Refund.returns_commission.label("returns_commission"),
            Refund.refunded_on.label("refunded_on"),
        )
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(Refund.state == RefundState.PAID_OUT)
    )
