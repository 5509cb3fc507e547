"""Make the tables of dealers and their order reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.search import create_index, drop_index

revision = "orders_0008"
down_revision = "orders_0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "orders_dealer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["core_user.id"], name=op.f("fk_orders_dealer_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["core_party.id"], name=op.f("fk_orders_dealer_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["orders_channel_store.id"], name=op.f("fk_orders_dealer_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_dealer")),
        sa.UniqueConstraint("user_id", name=op.f("uq_orders_dealer_user_id")),
        sa.UniqueConstraint("party_id", name=op.f("uq_orders_dealer_party_id")),
    )
    op.create_index(op.f("ix_orders_dealer_store_id"), "orders_dealer", ["store_id"])
    op.create_table(
        "orders_report",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("dealer_id", KEY, nullable=False),
        sa.Column(
            "state",
            _words("state", "draft", "submitted", "matched", "approved", "rejected"),
            nullable=False,
        ),
        sa.Column("buyer_name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column(
            "tender",
            _words(
                "tender",
                "cash",
                "card",
                "bank_slip",
                "wechat",
                "alipay",
                "points",
                "coupon",
                "balance",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("slip", sa.String(length=64), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("matched_by_id", KEY, nullable=True),
        sa.Column("order_id", KEY, nullable=True),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'approved') = (order_id IS NOT NULL)", name=op.f("ck_orders_report_order")
        ),
        sa.CheckConstraint(
            "state NOT IN ('matched', 'approved') OR matched_by_id IS NOT NULL",
            name=op.f("ck_orders_report_matched"),
        ),
        sa.CheckConstraint(
            "state <> 'rejected' OR reason <> ''", name=op.f("ck_orders_report_reason")
        ),
        sa.CheckConstraint("total > 0", name=op.f("ck_orders_report_total")),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["orders_dealer.id"], name=op.f("fk_orders_report_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["matched_by_id"], ["core_user.id"], name=op.f("fk_orders_report_matched_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders_order.id"], name=op.f("fk_orders_report_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_report")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_report_number")),
        sa.UniqueConstraint("order_id", name=op.f("uq_orders_report_order_id")),
    )
    op.create_index("ix_orders_report_created", "orders_report", ["created_at", "id"])
    op.create_index("ix_orders_report_state", "orders_report", ["state", "created_at", "id"])
    op.create_index("ix_orders_report_dealer", "orders_report", ["dealer_id", "created_at", "id"])
    create_index("orders_report")
    op.create_table(
        "orders_report_line",
        sa.Column("id", KEY, nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 AND price > 0", name=op.f("ck_orders_report_line_positive")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["orders_product.id"], name=op.f("fk_orders_report_line_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["orders_report.id"], name=op.f("fk_orders_report_line_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_report_line")),
        sa.UniqueConstraint(
            "report_id", "position", name=op.f("uq_orders_report_line_report_id_position")
        ),
    )
    op.create_index(op.f("ix_orders_report_line_product_id"), "orders_report_line", ["product_id"])


def downgrade() -> None:
    op.drop_table("orders_report_line")
    drop_index("orders_report")
    op.drop_table("orders_report")
    op.drop_table("orders_dealer")
