"""Make the tables of loyalty."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "loyalty_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "loyalty_account",
        sa.Column("id", key, nullable=False),
        sa.Column("party_id", key, nullable=False),
        sa.Column(
            "tier",
            sa.Enum(
                "basic",
                "silver",
                "gold",
                name="tier",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_loyalty_account_points")),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["core_party.id"],
            name=op.f("fk_loyalty_account_party_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_account")),
        sa.UniqueConstraint("party_id", name=op.f("uq_loyalty_account_party_id")),
    )
    op.create_index("ix_loyalty_account_points", "loyalty_account", ["points", "id"])
    op.create_table(
        "loyalty_account_entry",
        sa.Column("id", key, nullable=False),
        sa.Column("account_id", key, nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("is_expired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["loyalty_account.id"],
            name=op.f("fk_loyalty_account_entry_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_account_entry")),
        sa.UniqueConstraint("source", name=op.f("uq_loyalty_account_entry_source")),
    )
    op.create_index(
        op.f("ix_loyalty_account_entry_account_id"), "loyalty_account_entry", ["account_id"]
    )
    op.create_index(
        "ix_loyalty_account_entry_expires", "loyalty_account_entry", ["is_expired", "expires_on"]
    )


def downgrade() -> None:
    op.drop_table("loyalty_account_entry")
    op.drop_table("loyalty_account")
