"""Make the table of exchanges, and count on each line what they hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "orders_0009"
down_revision = "orders_0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFERENCES = {
    "order_id": "orders_order",
    "line_id": "orders_order_line",
    "product_id": "orders_product",
    "requested_by_id": "core_user",
    "shipment_id": "orders_shipment",
    "refund_id": "orders_refund",
}


def upgrade() -> None:
    op.add_column(
        "orders_order_line",
        sa.Column(
            "exchanging_quantity",
            sa.BigInteger(),
            sa.CheckConstraint(
                "exchanging_quantity >= 0 AND refunded_quantity + exchanging_quantity <= quantity",
                name=op.f("ck_orders_order_line_exchanging"),
            ),
            server_default="0",
            nullable=False,
        ),
    )
    state = sa.Enum(
        "requested",
        "returned",
        "passed",
        "sent",
        "completed",
        "refused",
        "refunded",
        "cancelled",
        name="state",
        native_enum=False,
        create_constraint=True,
        length=20,
    )
    op.create_table(
        "orders_exchange",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("line_id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("difference", sa.BigInteger(), nullable=False),
        sa.Column("freight", sa.BigInteger(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("inspection", sa.String(length=300), nullable=False),
        sa.Column("receipt", sa.String(length=100), nullable=False),
        sa.Column("requested_by_id", KEY, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shipment_id", KEY, nullable=True),
        sa.Column("refund_id", KEY, nullable=True),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_orders_exchange_quantity")),
        sa.CheckConstraint(
            "difference >= 0 AND freight >= 0", name=op.f("ck_orders_exchange_amounts")
        ),
        sa.CheckConstraint(
            "(state IN ('sent', 'completed')) = (shipment_id IS NOT NULL)",
            name=op.f("ck_orders_exchange_sent"),
        ),
        sa.CheckConstraint(
            "(state = 'refunded') = (refund_id IS NOT NULL)",
            name=op.f("ck_orders_exchange_refunded"),
        ),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_orders_exchange_{name}"))
            for name, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_exchange")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_exchange_number")),
        sa.UniqueConstraint("shipment_id", name=op.f("uq_orders_exchange_shipment_id")),
        sa.UniqueConstraint("refund_id", name=op.f("uq_orders_exchange_refund_id")),
    )
    for name in ("order_id", "line_id", "product_id"):
        op.create_index(op.f(f"ix_orders_exchange_{name}"), "orders_exchange", [name])
    op.create_index("ix_orders_exchange_requested", "orders_exchange", ["requested_at", "id"])
    op.create_index("ix_orders_exchange_state", "orders_exchange", ["state", "requested_at", "id"])


def downgrade() -> None:
    op.drop_table("orders_exchange")
    op.drop_column("orders_order_line", "exchanging_quantity")
