"""Make the append-only ledger of points."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.audit import protect, unprotect

revision = "orders_0006"
down_revision = "orders_0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EARNED = sa.text("kind = 'earn'")


def upgrade() -> None:
    kind = sa.Enum(
        "earn",
        "confirm",
        "reverse",
        "expire",
        "adjust",
        name="kind",
        native_enum=False,
        create_constraint=True,
        length=20,
    )
    op.create_table(
        "orders_points",
        sa.Column("id", KEY, nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("order_id", KEY, nullable=True),
        sa.Column("refund_id", KEY, nullable=True),
        sa.Column("kind", kind, nullable=False),
        sa.Column("pending", sa.BigInteger(), nullable=False),
        sa.Column("confirmed", sa.BigInteger(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(kind = 'earn' AND pending >= 0 AND confirmed = 0 AND base > 0) "
            "OR (kind = 'confirm' AND pending < 0 AND confirmed = -pending AND base = 0) "
            "OR (kind = 'reverse' AND pending <= 0 AND confirmed <= 0 AND base < 0) "
            "OR (kind = 'expire' AND pending = 0 AND confirmed < 0 AND base = 0) "
            "OR (kind = 'adjust' AND pending = 0 AND confirmed <> 0 AND base = 0)",
            name=op.f("ck_orders_points_amounts"),
        ),
        sa.CheckConstraint(
            "(kind IN ('expire', 'adjust')) = (order_id IS NULL)",
            name=op.f("ck_orders_points_order"),
        ),
        sa.CheckConstraint(
            "(kind = 'reverse') = (refund_id IS NOT NULL)", name=op.f("ck_orders_points_refund")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["core_user.id"], name=op.f("fk_orders_points_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders_order.id"], name=op.f("fk_orders_points_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["core_party.id"], name=op.f("fk_orders_points_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["orders_refund.id"], name=op.f("fk_orders_points_refund_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_points")),
    )
    op.create_index(
        "ix_orders_points_earned",
        "orders_points",
        ["order_id"],
        unique=True,
        sqlite_where=EARNED,
        postgresql_where=EARNED,
    )
    op.create_index("ix_orders_points_refund", "orders_points", ["refund_id"], unique=True)
    op.create_index("ix_orders_points_order", "orders_points", ["order_id", "id"])
    op.create_index("ix_orders_points_party", "orders_points", ["party_id", "at", "id"])
    op.create_index("ix_orders_points_at", "orders_points", ["at", "id"])
    op.create_index("ix_orders_points_kind", "orders_points", ["kind", "at", "id"])
    protect(op, "orders_points")


def downgrade() -> None:
    unprotect(op, "orders_points")
    op.drop_table("orders_points")
