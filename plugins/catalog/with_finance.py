"""What catalog does when finance is there too: it offers receipts for payment."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import BigInteger, cast, literal, null, select, type_coerce

from core.db import Money
from core.hooks import hookimpl
from plugins.catalog.product.models import Product
from plugins.catalog.receipt.models import Receipt, ReceiptLine, SentBack
from plugins.finance.contract import RECEIPT, PayableSource

NAME = "catalog.receipt"
NOTHING = Decimal(0)


@hookimpl
def finance_payable_source() -> PayableSource:
    """Offer the lines of receipts; what was sent back is taken off."""
    nothing = literal(NOTHING, Money)
    lines = (
        select(
            ReceiptLine.id.label("source_id"),
            literal(RECEIPT).label("kind"),
            Receipt.supplier_id.label("supplier_id"),
            Receipt.number.label("reference"),
            Product.code.label("product_code"),
            Product.title.label("description"),
            Product.category.label("category"),
            ReceiptLine.quantity.label("quantity"),
            ReceiptLine.amount.label("price"),
            nothing.label("freight"),
            nothing.label("seller_discount"),
            ReceiptLine.amount.label("paid"),
            type_coerce(cast(null(), BigInteger), Money).label("unit_cost"),
            Receipt.received_on.label("signed_on"),
            Receipt.received_on.label("paid_on"),
        )
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .join(Product, Product.id == ReceiptLine.product_id)
        .where(~Receipt.is_past)
    )
    refunds = (
        select(
            SentBack.id.label("source_id"),
            SentBack.line_id.label("line_source_id"),
            Receipt.number.label("reference"),
            SentBack.quantity.label("quantity"),
            SentBack.amount.label("price"),
            nothing.label("freight"),
            literal(True).label("returns_commission"),
            SentBack.sent_on.label("refunded_on"),
        )
        .join(ReceiptLine, ReceiptLine.id == SentBack.line_id)
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
    )
    return PayableSource(NAME, lines, refunds)
