"""Let the first page read the value of the orders of each day from an index."""

from __future__ import annotations

from alembic import op

revision = "orders_0002"
down_revision = "orders_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_orders_order_day", "orders_order", ["placed_on", "currency", "total"]
    )


def downgrade() -> None:
    op.drop_index("ix_orders_order_day", "orders_order")
