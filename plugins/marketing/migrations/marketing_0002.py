"""Make the tables of leads and costs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.search import create_index, drop_index

revision = "marketing_0002"
down_revision = "marketing_0001"
branch_labels = None
depends_on = None
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "marketing_cost",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("campaign_id", KEY, nullable=True),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("is_dated", sa.Boolean(), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("placement", sa.String(64), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=False),
        sa.Column("clicks", sa.Integer(), nullable=False),
        sa.Column("conversions", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("home_amount", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "amount >= 0 AND home_amount >= 0 AND rate > 0", name=op.f("ck_marketing_cost_amount")
        ),
        sa.CheckConstraint(
            "impressions >= 0 AND clicks >= 0 AND conversions >= 0",
            name=op.f("ck_marketing_cost_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["marketing_campaign.id"], name=op.f("fk_marketing_cost_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["marketing_channel.id"], name=op.f("fk_marketing_cost_channel_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_cost")),
        sa.UniqueConstraint("key", name=op.f("uq_marketing_cost_key")),
    )
    op.create_index("ix_marketing_cost_booked", "marketing_cost", ["booked_on", "id"])
    op.create_index(
        "ix_marketing_cost_campaign", "marketing_cost", ["campaign_id", "booked_on", "id"]
    )
    op.create_index(
        "ix_marketing_cost_channel", "marketing_cost", ["channel_id", "booked_on", "id"]
    )
    op.create_index("ix_marketing_cost_home_amount", "marketing_cost", ["home_amount", "id"])

    op.create_table(
        "marketing_lead",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("contacted_on", sa.Date(), nullable=False),
        sa.Column("landing_page", sa.String(100), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "qualified",
                "won",
                "lost",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("channel_id", KEY, nullable=True),
        sa.Column("last_channel_id", KEY, nullable=True),
        sa.Column("campaign_id", KEY, nullable=True),
        sa.Column("party_id", KEY, nullable=True),
        sa.Column("customer_code", sa.String(64), nullable=False),
        sa.Column("segment", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(50), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state IN ('won', 'lost')) = (decided_at IS NOT NULL)",
            name=op.f("ck_marketing_lead_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["marketing_campaign.id"], name=op.f("fk_marketing_lead_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["marketing_channel.id"], name=op.f("fk_marketing_lead_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["core_user.id"], name=op.f("fk_marketing_lead_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["last_channel_id"],
            ["marketing_channel.id"],
            name=op.f("fk_marketing_lead_last_channel_id"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["core_party.id"], name=op.f("fk_marketing_lead_party_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_lead")),
        sa.UniqueConstraint("code", name=op.f("uq_marketing_lead_code")),
    )
    op.create_index(
        "ix_marketing_lead_campaign", "marketing_lead", ["campaign_id", "contacted_on", "id"]
    )
    op.create_index(
        "ix_marketing_lead_channel", "marketing_lead", ["channel_id", "contacted_on", "id"]
    )
    op.create_index("ix_marketing_lead_contacted", "marketing_lead", ["contacted_on", "id"])
    op.create_index(
        op.f("ix_marketing_lead_last_channel_id"), "marketing_lead", ["last_channel_id"]
    )
    op.create_index("ix_marketing_lead_origin", "marketing_lead", ["channel_id", "state"])
    op.create_index(op.f("ix_marketing_lead_party_id"), "marketing_lead", ["party_id"])
    op.create_index("ix_marketing_lead_state", "marketing_lead", ["state", "contacted_on", "id"])

    op.create_table(
        "marketing_touch",
        sa.Column("id", KEY, nullable=False),
        sa.Column("lead_id", KEY, nullable=True),
        sa.Column("party_id", KEY, nullable=True),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("campaign_id", KEY, nullable=True),
        sa.Column("link_id", KEY, nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "form",
                "click",
                "scan",
                "talk",
                "code",
                name="touchkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "lead_id IS NOT NULL OR party_id IS NOT NULL", name=op.f("ck_marketing_touch_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["marketing_campaign.id"], name=op.f("fk_marketing_touch_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["marketing_channel.id"], name=op.f("fk_marketing_touch_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"],
            ["marketing_lead.id"],
            name=op.f("fk_marketing_touch_lead_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["marketing_link.id"], name=op.f("fk_marketing_touch_link_id")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["core_party.id"], name=op.f("fk_marketing_touch_party_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_touch")),
    )
    op.create_index(op.f("ix_marketing_touch_campaign_id"), "marketing_touch", ["campaign_id"])
    op.create_index(op.f("ix_marketing_touch_channel_id"), "marketing_touch", ["channel_id"])
    op.create_index("ix_marketing_touch_lead", "marketing_touch", ["lead_id", "touched_at", "id"])
    op.create_index(op.f("ix_marketing_touch_link_id"), "marketing_touch", ["link_id"])
    op.create_index("ix_marketing_touch_party", "marketing_touch", ["party_id", "touched_at", "id"])
    create_index("marketing_lead")


def downgrade() -> None:
    drop_index("marketing_lead")
    op.drop_table("marketing_touch")
    op.drop_table("marketing_lead")
    op.drop_table("marketing_cost")
