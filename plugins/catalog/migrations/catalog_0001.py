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
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "catalog_family",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_family")),
        sa.UniqueConstraint("code", name=op.f("uq_catalog_family_code")),
        info={"plugin": "catalog"},
    )
    op.create_table(
        "catalog_warehouse",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("ships", sa.Boolean(), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_warehouse")),
        sa.UniqueConstraint("code", name=op.f("uq_catalog_warehouse_code")),
        info={"plugin": "catalog"},
    )
    op.create_index(
        "uq_catalog_warehouse_ships",
        "catalog_warehouse",
        ["ships"],
        unique=True,
        sqlite_where=sa.text("ships"),
        postgresql_where=sa.text("ships"),
    )

    op.create_table(
        "catalog_order",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("supplier_id", KEY, nullable=False),
        sa.Column("warehouse_id", KEY, nullable=False),
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
    op.create_index("ix_catalog_order_state", "catalog_order", ["state", "number", "id"])
    op.create_index(op.f("ix_catalog_order_supplier_id"), "catalog_order", ["supplier_id"])
    op.create_index(op.f("ix_catalog_order_warehouse_id"), "catalog_order", ["warehouse_id"])
    op.create_index(
        "uq_catalog_order_draft",
        "catalog_order",
        ["supplier_id", "warehouse_id"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )

    op.create_table(
        "catalog_product",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("family_id", KEY, nullable=True),
        sa.Column("options", sa.String(200), server_default="", nullable=False),
        sa.Column("category", sa.String(100), server_default="", nullable=False),
        sa.Column("barcode", sa.String(64), server_default="", nullable=False),
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
    op.create_index("ix_catalog_product_category", "catalog_product", ["category", "code", "id"])
    op.create_index(op.f("ix_catalog_product_family_id"), "catalog_product", ["family_id"])
    op.create_index("ix_catalog_product_listed", "catalog_product", ["is_listed", "code", "id"])
    op.create_index("ix_catalog_product_title", "catalog_product", ["title", "id"])

    op.create_table(
        "catalog_receipt",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("order_id", KEY, nullable=True),
        sa.Column("supplier_id", KEY, nullable=False),
        sa.Column("warehouse_id", KEY, nullable=True),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
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
    op.create_index(op.f("ix_catalog_receipt_order_id"), "catalog_receipt", ["order_id"])
    op.create_index("ix_catalog_receipt_received", "catalog_receipt", ["received_on", "id"])
    op.create_index(
        "ix_catalog_receipt_supplier", "catalog_receipt", ["supplier_id", "received_on"]
    )
    op.create_index(op.f("ix_catalog_receipt_warehouse_id"), "catalog_receipt", ["warehouse_id"])

    op.create_table(
        "catalog_request",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("warehouse_id", KEY, nullable=False),
        sa.Column("supplier_id", KEY, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
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
        sa.Column("requested_by_id", KEY, nullable=False),
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
    op.create_index(
        "ix_catalog_request_open", "catalog_request", ["product_id", "warehouse_id", "state"]
    )
    op.create_index(
        op.f("ix_catalog_request_requested_by_id"), "catalog_request", ["requested_by_id"]
    )
    op.create_index("ix_catalog_request_state", "catalog_request", ["state", "number", "id"])
    op.create_index(op.f("ix_catalog_request_supplier_id"), "catalog_request", ["supplier_id"])
    op.create_index(op.f("ix_catalog_request_warehouse_id"), "catalog_request", ["warehouse_id"])

    op.create_table(
        "catalog_stock",
        sa.Column("id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("warehouse_id", KEY, nullable=False),
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
    op.create_index("ix_catalog_stock_on_hand", "catalog_stock", ["on_hand", "id"])
    op.create_index("ix_catalog_stock_warehouse", "catalog_stock", ["warehouse_id", "product_id"])

    op.create_table(
        "catalog_stock_move",
        sa.Column("id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("warehouse_id", KEY, nullable=False),
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
        sa.Column("source", sa.String(60), server_default="", nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("reference", sa.String(64), server_default="", nullable=False),
        sa.Column("reason", sa.String(200), server_default="", nullable=False),
        sa.Column("by_id", KEY, nullable=True),
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
    op.create_index(op.f("ix_catalog_stock_move_by_id"), "catalog_stock_move", ["by_id"])
    op.create_index(
        "ix_catalog_stock_move_day",
        "catalog_stock_move",
        ["warehouse_id", "moved_on", "product_id", "kind", "quantity"],
    )
    op.create_index("ix_catalog_stock_move_kind", "catalog_stock_move", ["kind", "moved_at", "id"])
    op.create_index("ix_catalog_stock_move_moved", "catalog_stock_move", ["moved_at", "id"])
    op.create_index(
        "ix_catalog_stock_move_product", "catalog_stock_move", ["product_id", "moved_at", "id"]
    )
    op.create_index(
        "ix_catalog_stock_move_source", "catalog_stock_move", ["source", "source_id", "quantity"]
    )

    op.create_table(
        "catalog_supply",
        sa.Column("id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("supplier_id", KEY, nullable=False),
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
    op.create_index("ix_catalog_supply_supplier", "catalog_supply", ["supplier_id", "product_id"])
    op.create_index(
        "uq_catalog_supply_usual",
        "catalog_supply",
        ["product_id"],
        unique=True,
        sqlite_where=sa.text("is_usual"),
        postgresql_where=sa.text("is_usual"),
    )

    op.create_table(
        "catalog_order_line",
        sa.Column("id", KEY, nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
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
    op.create_index(op.f("ix_catalog_order_line_order_id"), "catalog_order_line", ["order_id"])
    op.create_index(op.f("ix_catalog_order_line_product_id"), "catalog_order_line", ["product_id"])

    op.create_table(
        "catalog_suggestion",
        sa.Column("id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("warehouse_id", KEY, nullable=False),
        sa.Column("supply_id", KEY, nullable=False),
        sa.Column("label", sa.String(280), nullable=False),
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
        sa.Column("reason", sa.String(300), server_default="", nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("request_id", KEY, nullable=True),
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
    op.create_index("ix_catalog_suggestion_computed", "catalog_suggestion", ["computed_on", "id"])
    op.create_index(
        op.f("ix_catalog_suggestion_decided_by_id"), "catalog_suggestion", ["decided_by_id"]
    )
    op.create_index(op.f("ix_catalog_suggestion_product_id"), "catalog_suggestion", ["product_id"])
    op.create_index("ix_catalog_suggestion_quantity", "catalog_suggestion", ["quantity", "id"])
    op.create_index(op.f("ix_catalog_suggestion_request_id"), "catalog_suggestion", ["request_id"])
    op.create_index(
        "ix_catalog_suggestion_snoozed", "catalog_suggestion", ["warehouse_id", "snoozed_until"]
    )
    op.create_index(
        "ix_catalog_suggestion_state", "catalog_suggestion", ["state", "computed_on", "id"]
    )
    op.create_index(op.f("ix_catalog_suggestion_supply_id"), "catalog_suggestion", ["supply_id"])
    op.create_index(
        "uq_catalog_suggestion_open",
        "catalog_suggestion",
        ["product_id", "warehouse_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )

    op.create_table(
        "catalog_receipt_line",
        sa.Column("id", KEY, nullable=False),
        sa.Column("receipt_id", KEY, nullable=False),
        sa.Column("order_line_id", KEY, nullable=True),
        sa.Column("product_id", KEY, nullable=False),
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
    op.create_index(
        op.f("ix_catalog_receipt_line_order_line_id"), "catalog_receipt_line", ["order_line_id"]
    )
    op.create_index(
        op.f("ix_catalog_receipt_line_product_id"), "catalog_receipt_line", ["product_id"]
    )
    op.create_index(
        op.f("ix_catalog_receipt_line_receipt_id"), "catalog_receipt_line", ["receipt_id"]
    )

    op.create_table(
        "catalog_receipt_sent_back",
        sa.Column("id", KEY, nullable=False),
        sa.Column("line_id", KEY, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", KEY, nullable=False),
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
    op.create_index(
        op.f("ix_catalog_receipt_sent_back_line_id"), "catalog_receipt_sent_back", ["line_id"]
    )
    op.create_index(
        op.f("ix_catalog_receipt_sent_back_sent_by_id"), "catalog_receipt_sent_back", ["sent_by_id"]
    )
    create_index("catalog_product")
    protect(op, "catalog_stock_move")
    protect(op, "catalog_receipt_sent_back")


def downgrade() -> None:
    unprotect(op, "catalog_receipt_sent_back")
    unprotect(op, "catalog_stock_move")
    drop_index("catalog_product")
    op.drop_table("catalog_receipt_sent_back")
    op.drop_table("catalog_receipt_line")
    op.drop_table("catalog_suggestion")
    op.drop_table("catalog_order_line")
    op.drop_table("catalog_supply")
    op.drop_table("catalog_stock_move")
    op.drop_table("catalog_stock")
    op.drop_table("catalog_request")
    op.drop_table("catalog_receipt")
    op.drop_table("catalog_product")
    op.drop_table("catalog_order")
    op.drop_table("catalog_warehouse")
    op.drop_table("catalog_family")
