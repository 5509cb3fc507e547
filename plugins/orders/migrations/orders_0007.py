"""Remember the numbers under which platforms push payments and refunds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "orders_0007"
down_revision = "orders_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "orders_receipt",
        sa.Column("id", key, nullable=False),
        sa.Column("store_id", key, nullable=False),
        sa.Column("kind", sa.Enum("payment", "refund", name="kind", native_enum=False, create_constraint=True, length=20), nullable=False),
        sa.Column("platform_id", sa.String(length=64), nullable=False),
        sa.Column("order_id", key, nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders_order.id"], name=op.f("fk_orders_receipt_order_id")),
        sa.ForeignKeyConstraint(["store_id"], ["orders_channel_store.id"], name=op.f("fk_orders_receipt_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_receipt")),
        sa.UniqueConstraint("store_id", "kind", "platform_id", name=op.f("uq_orders_receipt_store_id_kind_platform_id")),
    )
    op.create_index(op.f("ix_orders_receipt_order_id"), "orders_receipt", ["order_id"])


def downgrade() -> None:
    op.drop_table("orders_receipt")
