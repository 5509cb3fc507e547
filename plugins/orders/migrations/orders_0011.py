"""Find orders by the day of shipping; keep only those that differ in their index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "orders_0011"
down_revision = "orders_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_orders_order_differs", table_name="orders_order")
    op.create_index(
        "ix_orders_order_differing",
        "orders_order",
        ["placed_at", "id"],
        sqlite_where=sa.text("differs IS 1"),
        postgresql_where=sa.text("differs IS true"),
    )
    op.create_index("ix_orders_order_shipped", "orders_order", ["shipped_at", "placed_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_orders_order_shipped", table_name="orders_order")
    op.drop_index("ix_orders_order_differing", table_name="orders_order")
    op.create_index("ix_orders_order_differs", "orders_order", ["differs", "placed_at", "id"])
