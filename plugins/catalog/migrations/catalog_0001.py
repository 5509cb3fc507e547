"""Add the catalogue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.audit import protect, unprotect
from core.search import create_index, drop_index

revision = "catalog_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalog_family",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_family")),
        sa.UniqueConstraint("code", name=op.f("uq_catalog_family_code")),
        info={"plugin": "catalog"},
    )
    op.create_table(
        "catalog_warehouse",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("ships", sa.Boolean(), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_warehouse")),
        sa.UniqueConstraint("code", name=op.f("uq_catalog_warehouse_code")),
        info={"plugin": "catalog"},
    )
    with op.batch_alter_table("catalog_warehouse", schema=None) as batch_op:
        batch_op.create_index(
            "uq_catalog_warehouse_ships",
            ["ships"],
            unique=True,
            sqlite_where=sa.text("ships"),
            postgresql_where=sa.text("ships"),
        )

    op.create_table(
        "catalog_order",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "warehouse_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "received",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["core_party.id"], name=op.f("fk_catalog_order_supplier_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["catalog_warehouse.id"], name=op.f("fk_catalog_order_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_order")),
        sa.UniqueConstraint("number", name=op.f("uq_catalog_order_number")),
        info={"plugin": "catalog"},
    )
    with op.batch_alter_table("catalog_order", schema=None) as batch_op:
        batch_op.create_index("ix_catalog_order_state", ["state", "number", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_catalog_order_supplier_id"), ["supplier_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_catalog_order_warehouse_id"), ["warehouse_id"], unique=False
        )
        batch_op.create_index(
            "uq_catalog_order_draft",
            ["supplier_id", "warehouse_id"],
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )

    op.create_table(
        "catalog_product",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("family_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("options", sa.String(length=200), server_default="", nullable=False),
        sa.Column("category", sa.String(length=100), server_default="", nullable=False),
        sa.Column("barcode", sa.String(length=64), server_default="", nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("is_listed", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.CheckConstraint("code <> ''", name=op.f("ck_catalog_product_some_code")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_catalog_product_price")),
        sa.ForeignKeyConstraint(
            ["family_id"], ["catalog_family.id"], name=op.f("fk_catalog_product_family_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_product")),
        sa.UniqueConstraint("code", name=op.f("uq_catalog_product_code")),
        info={"plugin": "catalog"},
    )
    with op.batch_alter_table("catalog_product", schema=None) as batch_op:
        batch_op.create_index(
            "ix_catalog_product_category", ["category", "code", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_catalog_product_family_id"), ["family_id"], unique=False
        )
        batch_op.create_index(
            "ix_catalog_product_listed", ["is_listed", "code", "id"], unique=False
        )
        batch_op.create_index("ix_catalog_product_title", ["title", "id"], unique=False)

    op.create_table(
        "catalog_receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "warehouse_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("is_past", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "ordered_on IS NULL OR ordered_on <= received_on", name=op.f("ck_catalog_receipt_order")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["catalog_order.id"], name=op.f("fk_catalog_receipt_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["core_party.id"], name=op.f("fk_catalog_receipt_supplier_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["catalog_warehouse.id"], name=op.f("fk_catalog_receipt_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_catalog_receipt_number")),
        info={"plugin": "catalog"},
    )
    with op.batch_alter_table("catalog_receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalog_receipt_order_id"), ["order_id"], unique=False)
        batch_op.create_index("ix_catalog_receipt_received", ["received_on", "id"], unique=False)
        batch_op.create_index(
            "ix_catalog_receipt_supplier", ["supplier_id", "received_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_catalog_receipt_warehouse_id"), ["warehouse_id"], unique=False
        )

    op.create_table(
        "catalog_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "warehouse_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("needed_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "approved",
                "ordered",
                "declined",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "requested_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("quantity > 0 AND price >= 0", name=op.f("ck_catalog_request_quantity")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["catalog_product.id"], name=op.f("fk_catalog_request_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["core_user.id"], name=op.f("fk_catalog_request_requested_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["core_party.id"], name=op.f("fk_catalog_request_supplier_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["catalog_warehouse.id"], name=op.f("fk_catalog_request_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_request")),
        sa.UniqueConstraint("number", name=op.f("uq_catalog_request_number")),
        info={"plugin": "catalog"},
    )
    with op.batch_alter_table("catalog_request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_catalog_request_open", ["product_id", "warehouse_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_catalog_request_requested_by_id"), ["requested_by_id"], unique=False
        )
        batch_op.create_index("ix_catalog_request_state", ["state", "number", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_catalog_request_supplier_id"), ["supplier_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_catalog_request_warehouse_id"), ["warehouse_id"], unique=False
        )

    op.create_table(
        "catalog_stock",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "warehouse_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["catalog_product.id"], name=op.f("fk_catalog_stock_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["catalog_warehouse.id"], name=op.f("fk_catalog_stock_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_stock")),
        sa.UniqueConstraint(
            "product_id", "warehouse_id", name=op.f("uq_catalog_stock_product_id_warehouse_id")
        ),
        info={"plugin": "catalog"},
    )
    with op.batch_alter_table("catalog_stock", schema=None) as batch_op:
        batch_op.create_index("ix_catalog_stock_on_hand", ["on_hand", "id"], unique=False)
        batch_op.create_index(
            "ix_catalog_stock_warehouse", ["warehouse_id", "product_id"], unique=False
        )

    op.create_table(
        "catalog_stock_move",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "warehouse_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "receipt",
                "sale",
                "return",
                "sent_back",
                "adjustment",
                "transfer",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=60), server_default="", nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("reference", sa.String(length=64), server_default="", nullable=False),
        sa.Column("reason", sa.String(length=200), server_default="", nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_catalog_stock_move_quantity")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["core_user.id"], name=op.f("fk_catalog_stock_move_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["catalog_product.id"], name=op.f("fk_catalog_stock_move_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"],
            ["catalog_warehouse.id"],
            name=op.f("fk_catalog_stock_move_warehouse_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_stock_move")),
        info={"plugin": "catalog"},
    )
    with op.batch_alter_table("catalog_stock_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalog_stock_move_by_id"), ["by_id"], unique=False)
        batch_op.create_index(
            "ix_catalog_stock_move_day",
            ["warehouse_id", "moved_on", "product_id", "kind", "quantity"],
            unique=False,
        )
        batch_op.create_index(
            "ix_catalog_stock_move_kind", ["kind", "moved_at", "id"], unique=False
        )
        batch_op.create_index("ix_catalog_stock_move_moved", ["moved_at", "id"], unique=False)
        batch_op.create_index(
            "ix_catalog_stock_move_product", ["product_id", "moved_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_catalog_stock_move_source", ["source", "source_id", "quantity"], unique=False
        )

    op.create_table(
        "catalog_supply",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("lead_deviation", sa.BigInteger(), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("pack", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("is_usual", sa.Boolean(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "lead_days >= 0 AND lead_deviation >= 0", name=op.f("ck_catalog_supply_lead")
        ),
        sa.CheckConstraint("minimum >= 0 AND pack > 0", name=op.f("ck_catalog_supply_pack")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_catalog_supply_price")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["catalog_product.id"], name=op.f("fk_catalog_supply_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["core_party.id"], name=op.f("fk_catalog_supply_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_supply")),
        sa.UniqueConstraint(
            "product_id", "supplier_id", name=op.f("uq_catalog_supply_product_id_supplier_id")
        ),
        info={"plugin": "catalog"},
    )
    with op.batch_alter_table("catalog_supply", schema=None) as batch_op:
        batch_op.create_index(
            "ix_catalog_supply_supplier", ["supplier_id", "product_id"], unique=False
        )
        batch_op.create_index(
            "uq_catalog_supply_usual",
            ["product_id"],
            unique=True,
            sqlite_where=sa.text("is_usual"),
            postgresql_where=sa.text("is_usual"),
        )

    op.create_table(
        "catalog_order_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 AND price >= 0", name=op.f("ck_catalog_order_line_quantity")
        ),
        sa.CheckConstraint(
            "received >= 0 AND received <= quantity", name=op.f("ck_catalog_order_line_received")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["catalog_order.id"], name=op.f("fk_catalog_order_line_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["catalog_product.id"], name=op.f("fk_catalog_order_line_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["catalog_request.id"], name=op.f("fk_catalog_order_line_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_order_line")),
        sa.UniqueConstraint("request_id", name=op.f("uq_catalog_order_line_request_id")),
        info={"plugin": "catalog"},
    )
    with op.batch_alter_table("catalog_order_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_catalog_order_line_order_id"), ["order_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_catalog_order_line_product_id"), ["product_id"], unique=False
        )

    op.create_table(
        "catalog_suggestion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "warehouse_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "supply_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("label", sa.String(length=280), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "dismissed",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("daily", sa.BigInteger(), nullable=False),
        sa.Column("deviation", sa.BigInteger(), nullable=False),
        sa.Column(
            "pattern",
            sa.Enum(
                "smooth",
                "intermittent",
                "erratic",
                "lumpy",
                "none",
                name="pattern",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("is_prior", sa.Boolean(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("lead_deviation", sa.BigInteger(), nullable=False),
        sa.Column("review_days", sa.Integer(), nullable=False),
        sa.Column("service", sa.BigInteger(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("on_order", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("safety", sa.BigInteger(), nullable=False),
        sa.Column("point", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("pack", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=300), server_default="", nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "state <> 'dismissed' OR reason <> ''", name=op.f("ck_catalog_suggestion_reason")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_catalog_suggestion_quantity")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["core_user.id"], name=op.f("fk_catalog_suggestion_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["catalog_product.id"], name=op.f("fk_catalog_suggestion_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["catalog_request.id"], name=op.f("fk_catalog_suggestion_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["supply_id"], ["catalog_supply.id"], name=op.f("fk_catalog_suggestion_supply_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"],
            ["catalog_warehouse.id"],
            name=op.f("fk_catalog_suggestion_warehouse_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_suggestion")),
        info={"plugin": "catalog"},
    )
    with op.batch_alter_table("catalog_suggestion", schema=None) as batch_op:
        batch_op.create_index("ix_catalog_suggestion_computed", ["computed_on", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_catalog_suggestion_decided_by_id"), ["decided_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_catalog_suggestion_product_id"), ["product_id"], unique=False
        )
        batch_op.create_index("ix_catalog_suggestion_quantity", ["quantity", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_catalog_suggestion_request_id"), ["request_id"], unique=False
        )
        batch_op.create_index(
            "ix_catalog_suggestion_snoozed", ["warehouse_id", "snoozed_until"], unique=False
        )
        batch_op.create_index(
            "ix_catalog_suggestion_state", ["state", "computed_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_catalog_suggestion_supply_id"), ["supply_id"], unique=False
        )
        batch_op.create_index(
            "uq_catalog_suggestion_open",
            ["product_id", "warehouse_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "catalog_receipt_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "receipt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("returned_amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 AND amount >= 0", name=op.f("ck_catalog_receipt_line_quantity")
        ),
        sa.CheckConstraint(
            "returned >= 0 AND returned <= quantity AND returned_amount >= 0 AND returned_amount <= amount",
            name=op.f("ck_catalog_receipt_line_returned"),
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["catalog_order_line.id"],
            name=op.f("fk_catalog_receipt_line_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["catalog_product.id"], name=op.f("fk_catalog_receipt_line_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["catalog_receipt.id"], name=op.f("fk_catalog_receipt_line_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_receipt_line")),
        info={"plugin": "catalog"},
    )
    with op.batch_alter_table("catalog_receipt_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_catalog_receipt_line_order_line_id"), ["order_line_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_catalog_receipt_line_product_id"), ["product_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_catalog_receipt_line_receipt_id"), ["receipt_id"], unique=False
        )

    op.create_table(
        "catalog_receipt_sent_back",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "sent_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.CheckConstraint(
            "quantity > 0 AND amount >= 0", name=op.f("ck_catalog_receipt_sent_back_quantity")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["catalog_receipt_line.id"],
            name=op.f("fk_catalog_receipt_sent_back_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["core_user.id"], name=op.f("fk_catalog_receipt_sent_back_sent_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_receipt_sent_back")),
        info={"plugin": "catalog"},
    )
    with op.batch_alter_table("catalog_receipt_sent_back", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_catalog_receipt_sent_back_line_id"), ["line_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_catalog_receipt_sent_back_sent_by_id"), ["sent_by_id"], unique=False
        )
    create_index("catalog_product")
    protect(op, "catalog_stock_move")
    protect(op, "catalog_receipt_sent_back")


def downgrade() -> None:
    unprotect(op, "catalog_receipt_sent_back")
    unprotect(op, "catalog_stock_move")
    drop_index("catalog_product")
    with op.batch_alter_table("catalog_receipt_sent_back", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalog_receipt_sent_back_sent_by_id"))
        batch_op.drop_index(batch_op.f("ix_catalog_receipt_sent_back_line_id"))

    op.drop_table("catalog_receipt_sent_back")
    with op.batch_alter_table("catalog_receipt_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalog_receipt_line_receipt_id"))
        batch_op.drop_index(batch_op.f("ix_catalog_receipt_line_product_id"))
        batch_op.drop_index(batch_op.f("ix_catalog_receipt_line_order_line_id"))

    op.drop_table("catalog_receipt_line")
    with op.batch_alter_table("catalog_suggestion", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_catalog_suggestion_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_catalog_suggestion_supply_id"))
        batch_op.drop_index("ix_catalog_suggestion_state")
        batch_op.drop_index("ix_catalog_suggestion_snoozed")
        batch_op.drop_index(batch_op.f("ix_catalog_suggestion_request_id"))
        batch_op.drop_index("ix_catalog_suggestion_quantity")
        batch_op.drop_index(batch_op.f("ix_catalog_suggestion_product_id"))
        batch_op.drop_index(batch_op.f("ix_catalog_suggestion_decided_by_id"))
        batch_op.drop_index("ix_catalog_suggestion_computed")

    op.drop_table("catalog_suggestion")
    with op.batch_alter_table("catalog_order_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalog_order_line_product_id"))
        batch_op.drop_index(batch_op.f("ix_catalog_order_line_order_id"))

    op.drop_table("catalog_order_line")
    with op.batch_alter_table("catalog_supply", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_catalog_supply_usual",
            sqlite_where=sa.text("is_usual"),
            postgresql_where=sa.text("is_usual"),
        )
        batch_op.drop_index("ix_catalog_supply_supplier")

    op.drop_table("catalog_supply")
    with op.batch_alter_table("catalog_stock_move", schema=None) as batch_op:
        batch_op.drop_index("ix_catalog_stock_move_source")
        batch_op.drop_index("ix_catalog_stock_move_product")
        batch_op.drop_index("ix_catalog_stock_move_moved")
        batch_op.drop_index("ix_catalog_stock_move_kind")
        batch_op.drop_index("ix_catalog_stock_move_day")
        batch_op.drop_index(batch_op.f("ix_catalog_stock_move_by_id"))

    op.drop_table("catalog_stock_move")
    with op.batch_alter_table("catalog_stock", schema=None) as batch_op:
        batch_op.drop_index("ix_catalog_stock_warehouse")
        batch_op.drop_index("ix_catalog_stock_on_hand")

    op.drop_table("catalog_stock")
    with op.batch_alter_table("catalog_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalog_request_warehouse_id"))
        batch_op.drop_index(batch_op.f("ix_catalog_request_supplier_id"))
        batch_op.drop_index("ix_catalog_request_state")
        batch_op.drop_index(batch_op.f("ix_catalog_request_requested_by_id"))
        batch_op.drop_index("ix_catalog_request_open")

    op.drop_table("catalog_request")
    with op.batch_alter_table("catalog_receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalog_receipt_warehouse_id"))
        batch_op.drop_index("ix_catalog_receipt_supplier")
        batch_op.drop_index("ix_catalog_receipt_received")
        batch_op.drop_index(batch_op.f("ix_catalog_receipt_order_id"))

    op.drop_table("catalog_receipt")
    with op.batch_alter_table("catalog_product", schema=None) as batch_op:
        batch_op.drop_index("ix_catalog_product_title")
        batch_op.drop_index("ix_catalog_product_listed")
        batch_op.drop_index(batch_op.f("ix_catalog_product_family_id"))
        batch_op.drop_index("ix_catalog_product_category")

    op.drop_table("catalog_product")
    with op.batch_alter_table("catalog_order", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_catalog_order_draft",
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
        batch_op.drop_index(batch_op.f("ix_catalog_order_warehouse_id"))
        batch_op.drop_index(batch_op.f("ix_catalog_order_supplier_id"))
        batch_op.drop_index("ix_catalog_order_state")

    op.drop_table("catalog_order")
    with op.batch_alter_table("catalog_warehouse", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_catalog_warehouse_ships",
            sqlite_where=sa.text("ships"),
            postgresql_where=sa.text("ships"),
        )

    op.drop_table("catalog_warehouse")
    op.drop_table("catalog_family")
