"""Make the tables of attributions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "marketing_0003"
down_revision = "marketing_0002"
branch_labels = None
depends_on = None
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "marketing_attribution",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("revenue", sa.BigInteger(), nullable=False),
        sa.Column("margin", sa.BigInteger(), nullable=True),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["core_party.id"], name=op.f("fk_marketing_attribution_party_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_attribution")),
        sa.UniqueConstraint(
            "source", "source_id", name=op.f("uq_marketing_attribution_source_source_id")
        ),
    )
    op.create_index(
        op.f("ix_marketing_attribution_party_id"), "marketing_attribution", ["party_id"]
    )
    op.create_index(
        "ix_marketing_attribution_placed", "marketing_attribution", ["placed_on", "currency", "id"]
    )

    op.create_table(
        "marketing_attribution_credit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("attribution_id", KEY, nullable=False),
        sa.Column(
            "model",
            sa.Enum(
                "last",
                "last_non_direct",
                "first",
                "linear",
                "position",
                "time_decay",
                name="attributionmodel",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("campaign_id", KEY, nullable=True),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        sa.Column("revenue", sa.BigInteger(), nullable=False),
        sa.Column("margin", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("credit > 0", name=op.f("ck_marketing_attribution_credit_credit")),
        sa.ForeignKeyConstraint(
            ["attribution_id"],
            ["marketing_attribution.id"],
            name=op.f("fk_marketing_attribution_credit_attribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["marketing_campaign.id"],
            name=op.f("fk_marketing_attribution_credit_campaign_id"),
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["marketing_channel.id"],
            name=op.f("fk_marketing_attribution_credit_channel_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_attribution_credit")),
    )
    op.create_index(
        "ix_marketing_attribution_credit_campaign",
        "marketing_attribution_credit",
        ["campaign_id", "model", "id"],
    )
    op.create_index(
        "ix_marketing_attribution_credit_channel",
        "marketing_attribution_credit",
        ["channel_id", "model", "id"],
    )
    op.create_index(
        "ix_marketing_attribution_credit_order",
        "marketing_attribution_credit",
        ["attribution_id", "model"],
    )


def downgrade() -> None:
    op.drop_table("marketing_attribution_credit")
    op.drop_table("marketing_attribution")
