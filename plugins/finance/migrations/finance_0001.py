"""Make the tables of finance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.search import create_index, drop_index

revision = "finance_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "finance_payment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "exported",
                "completed",
                name="batchstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["core_user.id"], name=op.f("fk_finance_payment_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_payment")),
        sa.UniqueConstraint("number", name=op.f("uq_finance_payment_number")),
    )
    with op.batch_alter_table("finance_payment", schema=None) as batch_op:
        batch_op.create_index("ix_finance_payment_created", ["created_at", "id"], unique=False)

    op.create_table(
        "finance_payment_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("bank", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=50), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column(
            "entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "confirmed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "confirmed_by_id <> entered_by_id", name=op.f("ck_finance_payment_account_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["core_user.id"],
            name=op.f("fk_finance_payment_account_confirmed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["core_user.id"],
            name=op.f("fk_finance_payment_account_entered_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["core_party.id"], name=op.f("fk_finance_payment_account_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_payment_account")),
    )
    with op.batch_alter_table("finance_payment_account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_finance_payment_account_supplier_id"), ["supplier_id"], unique=False
        )
        batch_op.create_index(
            "uq_finance_payment_account_current",
            ["supplier_id"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "finance_settlement_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "month",
                "half_month",
                "week",
                "custom",
                name="periodkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "period_from < period_to", name=op.f("ck_finance_settlement_run_order_of_days")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["core_user.id"],
            name=op.f("fk_finance_settlement_run_created_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_settlement_run")),
        sa.UniqueConstraint(
            "period_from", "period_to", name=op.f("uq_finance_settlement_run_period_from_period_to")
        ),
    )
    op.create_table(
        "finance_terms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "commission",
                "sold_through",
                "bought",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "price",
                "price+freight",
                "paid",
                "paid+freight",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "commission_on",
            sa.Enum(
                "price",
                "price+freight",
                "paid",
                "paid+freight",
                name="commission_on",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("after_sale_days", sa.Integer(), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "signed", "paid", name="event", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column(
            "period_kind",
            sa.Enum(
                "month",
                "half_month",
                "week",
                "custom",
                name="periodkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("after_sale_days >= 0", name=op.f("ck_finance_terms_after_sale_days")),
        sa.CheckConstraint("rate >= 0 AND rate <= 1000000", name=op.f("ck_finance_terms_rate")),
        sa.CheckConstraint("valid_from < valid_to", name=op.f("ck_finance_terms_order_of_days")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["core_party.id"], name=op.f("fk_finance_terms_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_terms")),
        sa.UniqueConstraint(
            "supplier_id", "valid_from", name=op.f("uq_finance_terms_supplier_id_valid_from")
        ),
    )
    with op.batch_alter_table("finance_terms", schema=None) as batch_op:
        batch_op.create_index(
            "uq_finance_terms_default",
            ["valid_from"],
            unique=True,
            sqlite_where=sa.text("supplier_id IS NULL"),
            postgresql_where=sa.text("supplier_id IS NULL"),
        )

    op.create_table(
        "finance_settlement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("supplier_code", sa.String(length=64), nullable=False),
        sa.Column("supplier_name", sa.String(length=200), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "confirmed",
                "disputed",
                "frozen",
                "approved",
                "paid",
                "carried",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("commission", sa.BigInteger(), nullable=False),
        sa.Column("refunds", sa.BigInteger(), nullable=False),
        sa.Column("adjustments", sa.BigInteger(), nullable=False),
        sa.Column("carried_in", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "frozen_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "carried_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "approved_by_id <> frozen_by_id AND approved_by_id <> created_by_id",
            name=op.f("ck_finance_settlement_two_people"),
        ),
        sa.CheckConstraint(
            "net = gross - commission - refunds + adjustments + carried_in",
            name=op.f("ck_finance_settlement_net"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["core_user.id"], name=op.f("fk_finance_settlement_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["carried_into_id"],
            ["finance_settlement.id"],
            name=op.f("fk_finance_settlement_carried_into_id"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["core_user.id"], name=op.f("fk_finance_settlement_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["core_user.id"], name=op.f("fk_finance_settlement_frozen_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["finance_settlement_run.id"], name=op.f("fk_finance_settlement_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["core_party.id"], name=op.f("fk_finance_settlement_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_settlement")),
        sa.UniqueConstraint("number", name=op.f("uq_finance_settlement_number")),
        sa.UniqueConstraint(
            "supplier_id",
            "period_from",
            "period_to",
            name=op.f("uq_finance_settlement_supplier_id_period_from_period_to"),
        ),
    )
    with op.batch_alter_table("finance_settlement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_finance_settlement_carried_into_id"), ["carried_into_id"], unique=False
        )
        batch_op.create_index("ix_finance_settlement_net", ["net", "id"], unique=False)
        batch_op.create_index("ix_finance_settlement_period", ["period_from", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finance_settlement_run_id"), ["run_id"], unique=False)
        batch_op.create_index(
            "ix_finance_settlement_state", ["state", "period_from", "id"], unique=False
        )
        batch_op.create_index(
            "ix_finance_settlement_supplier", ["supplier_code", "period_from", "id"], unique=False
        )

    op.create_table(
        "finance_terms_cost",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("terms_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_code", sa.String(length=64), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("unit_cost >= 0", name=op.f("ck_finance_terms_cost_unit_cost")),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["finance_terms.id"],
            name=op.f("fk_finance_terms_cost_terms_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_terms_cost")),
        sa.UniqueConstraint(
            "terms_id", "product_code", name=op.f("uq_finance_terms_cost_terms_id_product_code")
        ),
    )
    op.create_table(
        "finance_terms_rate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("terms_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "rate >= 0 AND rate <= 1000000", name=op.f("ck_finance_terms_rate_rate")
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["finance_terms.id"],
            name=op.f("fk_finance_terms_rate_terms_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_terms_rate")),
        sa.UniqueConstraint(
            "terms_id", "category", name=op.f("uq_finance_terms_rate_terms_id_category")
        ),
    )
    op.create_table(
        "finance_payment_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "statement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "paid",
                "failed",
                name="itemstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("bank_reference", sa.String(length=100), nullable=False),
        sa.Column("failed_reason", sa.String(length=300), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_finance_payment_item_positive")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["finance_payment_account.id"],
            name=op.f("fk_finance_payment_item_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["finance_payment.id"], name=op.f("fk_finance_payment_item_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["finance_settlement.id"],
            name=op.f("fk_finance_payment_item_statement_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_payment_item")),
        sa.UniqueConstraint(
            "batch_id", "position", name=op.f("uq_finance_payment_item_batch_id_position")
        ),
    )
    with op.batch_alter_table("finance_payment_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_finance_payment_item_statement_id"), ["statement_id"], unique=False
        )
        batch_op.create_index(
            "uq_finance_payment_item_live",
            ["statement_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('pending', 'paid')"),
            postgresql_where=sa.text("state IN ('pending', 'paid')"),
        )

    op.create_table(
        "finance_settlement_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "statement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "held_from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("terms_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sale",
                "receipt",
                "refund",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "feeds",
            sa.Enum(
                "earned",
                "refunds",
                "adjustments",
                name="feeds",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "refund_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("product_code", sa.String(length=64), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=True),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("eligible_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("goods", sa.BigInteger(), nullable=False),
        sa.Column("freight", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("commission_base", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("commission", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "disputed",
                "held",
                "released",
                name="linestate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("dispute_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "gross = goods + freight", name=op.f("ck_finance_settlement_line_gross")
        ),
        sa.CheckConstraint("net = gross - commission", name=op.f("ck_finance_settlement_line_net")),
        sa.CheckConstraint(
            "goods BETWEEN -2500000000 AND 2500000000", name=op.f("ck_finance_settlement_line_exact")
        ),
        sa.ForeignKeyConstraint(
            ["held_from_id"],
            ["finance_settlement.id"],
            name=op.f("fk_finance_settlement_line_held_from_id"),
        ),
        sa.ForeignKeyConstraint(
            ["refund_of_id"],
            ["finance_settlement_line.id"],
            name=op.f("fk_finance_settlement_line_refund_of_id"),
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["finance_settlement.id"],
            name=op.f("fk_finance_settlement_line_statement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["core_party.id"], name=op.f("fk_finance_settlement_line_supplier_id")
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"], ["finance_terms.id"], name=op.f("fk_finance_settlement_line_terms_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_settlement_line")),
        sa.UniqueConstraint(
            "source",
            "source_id",
            "kind",
            name=op.f("uq_finance_settlement_line_source_source_id_kind"),
        ),
    )
    with op.batch_alter_table("finance_settlement_line", schema=None) as batch_op:
        batch_op.create_index(
            "ix_finance_settlement_line_held",
            ["supplier_id"],
            unique=False,
            sqlite_where=sa.text("statement_id IS NULL"),
            postgresql_where=sa.text("statement_id IS NULL"),
        )
        batch_op.create_index(
            "ix_finance_settlement_line_refund_of",
            ["refund_of_id"],
            unique=False,
            sqlite_where=sa.text("refund_of_id IS NOT NULL"),
            postgresql_where=sa.text("refund_of_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_finance_settlement_line_statement",
            ["statement_id", "eligible_on", "id"],
            unique=False,
        )
    create_index("finance_settlement")


def downgrade() -> None:
    drop_index("finance_settlement")
    with op.batch_alter_table("finance_settlement_line", schema=None) as batch_op:
        batch_op.drop_index("ix_finance_settlement_line_statement")
        batch_op.drop_index(
            "ix_finance_settlement_line_refund_of",
            sqlite_where=sa.text("refund_of_id IS NOT NULL"),
            postgresql_where=sa.text("refund_of_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_finance_settlement_line_held",
            sqlite_where=sa.text("statement_id IS NULL"),
            postgresql_where=sa.text("statement_id IS NULL"),
        )

    op.drop_table("finance_settlement_line")
    with op.batch_alter_table("finance_payment_item", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_finance_payment_item_live",
            sqlite_where=sa.text("state IN ('pending', 'paid')"),
            postgresql_where=sa.text("state IN ('pending', 'paid')"),
        )
        batch_op.drop_index(batch_op.f("ix_finance_payment_item_statement_id"))

    op.drop_table("finance_payment_item")
    op.drop_table("finance_terms_rate")
    op.drop_table("finance_terms_cost")
    with op.batch_alter_table("finance_settlement", schema=None) as batch_op:
        batch_op.drop_index("ix_finance_settlement_supplier")
        batch_op.drop_index("ix_finance_settlement_state")
        batch_op.drop_index(batch_op.f("ix_finance_settlement_run_id"))
        batch_op.drop_index("ix_finance_settlement_period")
        batch_op.drop_index("ix_finance_settlement_net")
        batch_op.drop_index(batch_op.f("ix_finance_settlement_carried_into_id"))

    op.drop_table("finance_settlement")
    with op.batch_alter_table("finance_terms", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_finance_terms_default",
            sqlite_where=sa.text("supplier_id IS NULL"),
            postgresql_where=sa.text("supplier_id IS NULL"),
        )

    op.drop_table("finance_terms")
    op.drop_table("finance_settlement_run")
    with op.batch_alter_table("finance_payment_account", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_finance_payment_account_current",
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )
        batch_op.drop_index(batch_op.f("ix_finance_payment_account_supplier_id"))

    op.drop_table("finance_payment_account")
    with op.batch_alter_table("finance_payment", schema=None) as batch_op:
        batch_op.drop_index("ix_finance_payment_created")

    op.drop_table("finance_payment")
