"""Keep the carrier's own code of an event and who changed an order; list parcels quickly."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "orders_0005"
down_revision = "orders_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "orders_shipment_event",
        sa.Column("code", sa.String(length=20), server_default="", nullable=False),
    )
    op.create_index("ix_orders_shipment_shipped", "orders_shipment", ["shipped_at", "id"])
    op.create_index("ix_orders_shipment_state", "orders_shipment", ["state", "shipped_at", "id"])
    with op.batch_alter_table("orders_order_version") as table:
        table.add_column(
            sa.Column(
                "replaced_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        table.create_foreign_key(
            op.f("fk_orders_order_version_replaced_by_id"), "core_user", ["replaced_by_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("orders_order_version") as table:
        table.drop_constraint(op.f("fk_orders_order_version_replaced_by_id"), type_="foreignkey")
        table.drop_column("replaced_by_id")
    op.drop_index("ix_orders_shipment_state", "orders_shipment")
    op.drop_index("ix_orders_shipment_shipped", "orders_shipment")
    op.drop_column("orders_shipment_event", "code")
