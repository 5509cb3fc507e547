"""Make the tables of orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.search import create_index, drop_index

revision = "orders_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "orders_channel",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "b2c",
                "c2c",
                "wechat_mall",
                "order_report",
                "partner",
                "offline",
                name="channelkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_channel")),
        sa.UniqueConstraint("code", name=op.f("uq_orders_channel_code")),
    )
    op.create_table(
        "orders_product",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=True),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_product")),
        sa.UniqueConstraint("code", name=op.f("uq_orders_product_code")),
    )
    with op.batch_alter_table("orders_product", schema=None) as batch_op:
        batch_op.create_index("ix_orders_product_category", ["category", "id"], unique=False)

    op.create_table(
        "orders_channel_store",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["orders_channel.id"], name=op.f("fk_orders_channel_store_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["core_party.id"], name=op.f("fk_orders_channel_store_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_channel_store")),
        sa.UniqueConstraint("code", name=op.f("uq_orders_channel_store_code")),
    )
    with op.batch_alter_table("orders_channel_store", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_orders_channel_store_channel_id"), ["channel_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_orders_channel_store_owner_id"), ["owner_id"], unique=False
        )

    op.create_table(
        "orders_order",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("buyer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("buyer_code", sa.String(length=64), nullable=False),
        sa.Column("buyer_name", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "placed",
                "paid",
                "shipped",
                "delivered",
                "closed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("goods", sa.BigInteger(), nullable=False),
        sa.Column("freight", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("differs", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "refunded >= 0 AND refunded <= paid", name=op.f("ck_orders_order_refunded")
        ),
        sa.CheckConstraint(
            "total = goods + freight - discount", name=op.f("ck_orders_order_total")
        ),
        sa.ForeignKeyConstraint(
            ["buyer_id"], ["core_party.id"], name=op.f("fk_orders_order_buyer_id")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["orders_channel_store.id"], name=op.f("fk_orders_order_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_order")),
        sa.UniqueConstraint("store_id", "number", name=op.f("uq_orders_order_store_id_number")),
    )
    with op.batch_alter_table("orders_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_orders_order_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(
            "ix_orders_order_differs", ["differs", "placed_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_orders_order_number"), ["number"], unique=False)
        batch_op.create_index("ix_orders_order_placed", ["placed_at", "id"], unique=False)
        batch_op.create_index("ix_orders_order_signed", ["signed_on", "state"], unique=False)
        batch_op.create_index("ix_orders_order_state", ["state", "placed_at", "id"], unique=False)
        batch_op.create_index(
            "ix_orders_order_store", ["store_id", "placed_at", "id"], unique=False
        )
        batch_op.create_index("ix_orders_order_total", ["total", "id"], unique=False)

    op.create_table(
        "orders_order_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("freight", sa.BigInteger(), nullable=False),
        sa.Column("seller_discount", sa.BigInteger(), nullable=False),
        sa.Column("platform_discount", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("refunded_quantity", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refunded_price", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refunded_freight", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("freight >= 0", name=op.f("ck_orders_order_line_freight")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_orders_order_line_quantity")),
        sa.CheckConstraint(
            "refunded_quantity >= 0 AND refunded_quantity <= quantity AND refunded_price >= 0 AND refunded_price <= price - seller_discount - platform_discount AND refunded_freight >= 0 AND refunded_freight <= freight",
            name=op.f("ck_orders_order_line_refunded"),
        ),
        sa.CheckConstraint(
            "seller_discount >= 0 AND platform_discount >= 0 AND seller_discount + platform_discount <= price",
            name=op.f("ck_orders_order_line_discounts"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders_order.id"], name=op.f("fk_orders_order_line_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["orders_product.id"], name=op.f("fk_orders_order_line_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["core_party.id"], name=op.f("fk_orders_order_line_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_order_line")),
        sa.UniqueConstraint(
            "order_id", "position", name=op.f("uq_orders_order_line_order_id_position")
        ),
    )
    with op.batch_alter_table("orders_order_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_orders_order_line_product_id"), ["product_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_orders_order_line_supplier_id"), ["supplier_id"], unique=False
        )

    op.create_table(
        "orders_order_payment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "tender",
            sa.Enum(
                "cash",
                "card",
                "bank_slip",
                "wechat",
                "alipay",
                "points",
                "coupon",
                "balance",
                "other",
                name="tender",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_orders_order_payment_amount")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders_order.id"], name=op.f("fk_orders_order_payment_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_order_payment")),
        sa.UniqueConstraint(
            "order_id", "sequence", name=op.f("uq_orders_order_payment_order_id_sequence")
        ),
    )
    op.create_table(
        "orders_order_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders_order.id"], name=op.f("fk_orders_order_version_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_order_version")),
        sa.UniqueConstraint(
            "order_id", "version", name=op.f("uq_orders_order_version_order_id_version")
        ),
    )
    op.create_table(
        "orders_refund",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "approved",
                "paid_out",
                "rejected",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "liability",
            sa.Enum(
                "no_reason",
                "supplier",
                "platform",
                name="liability",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("returns_commission", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "requested_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refunded_on", sa.Date(), nullable=True),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state = 'paid_out') = (refunded_on IS NOT NULL)",
            name=op.f("ck_orders_refund_paid_out"),
        ),
        sa.CheckConstraint(
            "decided_by_id <> requested_by_id", name=op.f("ck_orders_refund_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["core_user.id"], name=op.f("fk_orders_refund_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders_order.id"], name=op.f("fk_orders_refund_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["core_user.id"], name=op.f("fk_orders_refund_requested_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_refund")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_refund_number")),
    )
    with op.batch_alter_table("orders_refund", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_orders_refund_order_id"), ["order_id"], unique=False)
        batch_op.create_index("ix_orders_refund_requested", ["requested_at", "id"], unique=False)
        batch_op.create_index("ix_orders_refund_state", ["state", "refunded_on"], unique=False)

    op.create_table(
        "orders_shipment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("carrier", sa.String(length=60), nullable=False),
        sa.Column("tracking_number", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "picked_up",
                "in_transit",
                "delivering",
                "signed",
                "exception",
                "returning",
                "rejected",
                "unknown",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders_order.id"], name=op.f("fk_orders_shipment_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_shipment")),
        sa.UniqueConstraint(
            "carrier", "tracking_number", name=op.f("uq_orders_shipment_carrier_tracking_number")
        ),
    )
    with op.batch_alter_table("orders_shipment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_orders_shipment_order_id"), ["order_id"], unique=False)

    op.create_table(
        "orders_refund_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "refund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("freight", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("price + freight > 0", name=op.f("ck_orders_refund_line_something")),
        sa.CheckConstraint(
            "quantity >= 0 AND price >= 0 AND freight >= 0",
            name=op.f("ck_orders_refund_line_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["orders_order_line.id"], name=op.f("fk_orders_refund_line_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["orders_refund.id"], name=op.f("fk_orders_refund_line_refund_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_refund_line")),
        sa.UniqueConstraint(
            "refund_id", "line_id", name=op.f("uq_orders_refund_line_refund_id_line_id")
        ),
    )
    with op.batch_alter_table("orders_refund_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_orders_refund_line_line_id"), ["line_id"], unique=False
        )

    op.create_table(
        "orders_shipment_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "shipment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "picked_up",
                "in_transit",
                "delivering",
                "signed",
                "exception",
                "returning",
                "rejected",
                "unknown",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"],
            ["orders_shipment.id"],
            name=op.f("fk_orders_shipment_event_shipment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_shipment_event")),
        sa.UniqueConstraint(
            "shipment_id",
            "at",
            "digest",
            name=op.f("uq_orders_shipment_event_shipment_id_at_digest"),
        ),
    )
    create_index("orders_order")
    create_index("orders_product")


def downgrade() -> None:
    drop_index("orders_order")
    drop_index("orders_product")
    op.drop_table("orders_shipment_event")
    with op.batch_alter_table("orders_refund_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_refund_line_line_id"))

    op.drop_table("orders_refund_line")
    with op.batch_alter_table("orders_shipment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_shipment_order_id"))

    op.drop_table("orders_shipment")
    with op.batch_alter_table("orders_refund", schema=None) as batch_op:
        batch_op.drop_index("ix_orders_refund_state")
        batch_op.drop_index("ix_orders_refund_requested")
        batch_op.drop_index(batch_op.f("ix_orders_refund_order_id"))

    op.drop_table("orders_refund")
    op.drop_table("orders_order_version")
    op.drop_table("orders_order_payment")
    with op.batch_alter_table("orders_order_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_order_line_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_orders_order_line_product_id"))

    op.drop_table("orders_order_line")
    with op.batch_alter_table("orders_order", schema=None) as batch_op:
        batch_op.drop_index("ix_orders_order_total")
        batch_op.drop_index("ix_orders_order_store")
        batch_op.drop_index("ix_orders_order_state")
        batch_op.drop_index("ix_orders_order_signed")
        batch_op.drop_index("ix_orders_order_placed")
        batch_op.drop_index(batch_op.f("ix_orders_order_number"))
        batch_op.drop_index("ix_orders_order_differs")
        batch_op.drop_index(batch_op.f("ix_orders_order_buyer_id"))

    op.drop_table("orders_order")
    with op.batch_alter_table("orders_channel_store", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_channel_store_owner_id"))
        batch_op.drop_index(batch_op.f("ix_orders_channel_store_channel_id"))

    op.drop_table("orders_channel_store")
    with op.batch_alter_table("orders_product", schema=None) as batch_op:
        batch_op.drop_index("ix_orders_product_category")

    op.drop_table("orders_product")
    op.drop_table("orders_channel")
