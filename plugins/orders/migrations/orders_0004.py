"""Keep who bears each discount of an order, and its shares of the lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "orders_0004"
down_revision = "orders_0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    bearer = sa.Enum(
        "seller",
        "platform",
        "shared",
        name="bearer",
        native_enum=False,
        create_constraint=True,
        length=20,
    )
    op.create_table(
        "orders_discount",
        sa.Column("id", KEY, nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("bearer", bearer, nullable=False),
        sa.Column("platform_share", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_orders_discount_amount")),
        sa.CheckConstraint(
            "(bearer = 'seller' AND platform_share = 0) "
            "OR (bearer = 'platform' AND platform_share = 1000000) "
            "OR (bearer = 'shared' AND platform_share BETWEEN 0 AND 1000000)",
            name=op.f("ck_orders_discount_platform_share"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders_order.id"], name=op.f("fk_orders_discount_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_discount")),
        sa.UniqueConstraint(
            "order_id", "sequence", name=op.f("uq_orders_discount_order_id_sequence")
        ),
    )
    op.create_table(
        "orders_discount_share",
        sa.Column("id", KEY, nullable=False),
        sa.Column("discount_id", KEY, nullable=False),
        sa.Column("line_id", KEY, nullable=False),
        sa.Column("seller", sa.BigInteger(), nullable=False),
        sa.Column("platform", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "seller >= 0 AND platform >= 0", name=op.f("ck_orders_discount_share_positive")
        ),
        sa.ForeignKeyConstraint(
            ["discount_id"],
            ["orders_discount.id"],
            name=op.f("fk_orders_discount_share_discount_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["orders_order_line.id"], name=op.f("fk_orders_discount_share_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_discount_share")),
        sa.UniqueConstraint(
            "discount_id", "line_id", name=op.f("uq_orders_discount_share_discount_id_line_id")
        ),
    )
    op.create_index(op.f("ix_orders_discount_share_line_id"), "orders_discount_share", ["line_id"])


def downgrade() -> None:
    op.drop_table("orders_discount_share")
    op.drop_table("orders_discount")
