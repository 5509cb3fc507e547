"""What was pushed under a platform's own number, so that the same push again does nothing."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class Kind(enum.Enum):
    """What a platform gives numbers to, beside orders."""

    PAYMENT = "payment"
    REFUND = "refund"


class Receipt(Model):
    """A record that a platform pushed: its number there, a digest of what it said, its key here."""

    __tablename__ = "orders_receipt"
    __table_args__ = (sa.UniqueConstraint("store_id", "kind", "platform_id"),)

    store_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_channel_store.id"))
    kind: Mapped[Kind]
    platform_id: Mapped[str] = mapped_column(sa.String(64))
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders_order.id"), index=True)
    record_id: Mapped[int] = mapped_column(sa.BigInteger)
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    pushed_at: Mapped[datetime]
