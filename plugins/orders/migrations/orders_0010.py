"""Make the table of the stores that users are limited to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "orders_0010"
down_revision = "orders_0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "orders_store_limit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["core_user.id"],
            name=op.f("fk_orders_store_limit_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["orders_channel_store.id"], name=op.f("fk_orders_store_limit_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_store_limit")),
        sa.UniqueConstraint(
            "user_id", "store_id", name=op.f("uq_orders_store_limit_user_id_store_id")
        ),
    )
    op.create_index("ix_orders_store_limit_store_id", "orders_store_limit", ["store_id"])


def downgrade() -> None:
    op.drop_table("orders_store_limit")
