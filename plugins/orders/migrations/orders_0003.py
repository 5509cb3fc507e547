"""Tell how much of each payment refunds give back, and let refunds be withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "orders_0003"
down_revision = "orders_0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = ("requested", "approved", "paid_out", "rejected")
# Money goes back before points and coupons do: the ranks of plugins/orders/refund/rules.py.
SPLIT = """
    INSERT INTO orders_refund_tender (refund_id, payment_id, amount)
    SELECT given.id, paid.id,
        CASE WHEN given.upto < paid.upto THEN given.upto ELSE paid.upto END
        - CASE WHEN given.upto - given.amount > paid.upto - paid.amount
            THEN given.upto - given.amount ELSE paid.upto - paid.amount END
    FROM (
        SELECT id, order_id, amount, SUM(amount) OVER (PARTITION BY order_id ORDER BY id) AS upto
        FROM orders_refund WHERE state <> 'rejected'
    ) AS given
    JOIN (
        SELECT id, order_id, amount, SUM(amount) OVER (
            PARTITION BY order_id ORDER BY CASE tender
                WHEN 'alipay' THEN 0 WHEN 'wechat' THEN 1 WHEN 'card' THEN 2
                WHEN 'bank_slip' THEN 3 WHEN 'cash' THEN 4 WHEN 'other' THEN 5
                WHEN 'balance' THEN 6 WHEN 'points' THEN 7 ELSE 8 END, sequence DESC
        ) AS upto
        FROM orders_order_payment
    ) AS paid ON paid.order_id = given.order_id
    WHERE given.upto > paid.upto - paid.amount AND paid.upto > given.upto - given.amount
"""
COUNTED = """
    UPDATE orders_order_payment SET refunded = (
        SELECT SUM(one.amount) FROM orders_refund_tender AS one
        WHERE one.payment_id = orders_order_payment.id
    ) WHERE id IN (SELECT payment_id FROM orders_refund_tender)
"""


def upgrade() -> None:
    op.create_table(
        "orders_refund_tender",
        sa.Column("id", KEY, nullable=False),
        sa.Column("refund_id", KEY, nullable=False),
        sa.Column("payment_id", KEY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_orders_refund_tender_amount")),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["orders_refund.id"], name=op.f("fk_orders_refund_tender_refund_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["orders_order_payment.id"],
            name=op.f("fk_orders_refund_tender_payment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders_refund_tender")),
        sa.UniqueConstraint(
            "refund_id", "payment_id", name=op.f("uq_orders_refund_tender_refund_id_payment_id")
        ),
    )
    op.create_index(
        op.f("ix_orders_refund_tender_payment_id"), "orders_refund_tender", ["payment_id"]
    )
    op.add_column(
        "orders_order_payment",
        sa.Column(
            "refunded",
            sa.BigInteger(),
            sa.CheckConstraint(
                "refunded >= 0 AND refunded <= amount",
                name=op.f("ck_orders_order_payment_refunded"),
            ),
            server_default="0",
            nullable=False,
        ),
    )
    op.execute(SPLIT)
    op.execute(COUNTED)
    _allow((*STATES, "withdrawn"))


def downgrade() -> None:
    op.execute("UPDATE orders_refund SET state = 'rejected' WHERE state = 'withdrawn'")
    _allow(STATES)
    op.drop_column("orders_order_payment", "refunded")
    op.drop_table("orders_refund_tender")


def _allow(states: tuple[str, ...]) -> None:
    """Change the states that refunds may have; SQLite has to write the table anew."""
    kind = sa.Enum(*states, name="state", native_enum=False, create_constraint=True, length=20)
    if op.get_bind().dialect.name == "postgresql":
        told = ", ".join(f"'{state}'" for state in states)
        op.execute("ALTER TABLE orders_refund DROP CONSTRAINT ck_orders_refund_state")
        op.execute(
            "ALTER TABLE orders_refund ADD CONSTRAINT ck_orders_refund_state "
            f"CHECK (state IN ({told}))"
        )
        return
    with op.batch_alter_table("orders_refund", copy_from=_refund(kind), recreate="always"):
        pass


def _refund(state: sa.Enum) -> sa.Table:
    liability = sa.Enum(
        "no_reason",
        "supplier",
        "platform",
        name="liability",
        native_enum=False,
        create_constraint=True,
        length=20,
    )
    return sa.Table(
        "orders_refund",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("liability", liability, nullable=False),
        sa.Column("returns_commission", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("requested_by_id", KEY, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", KEY, nullable=True),
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
        sa.Index(op.f("ix_orders_refund_order_id"), "order_id"),
        sa.Index("ix_orders_refund_requested", "requested_at", "id"),
        sa.Index("ix_orders_refund_state", "state", "refunded_on"),
    )
