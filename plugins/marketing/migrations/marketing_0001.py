"""Make the tables of channels, links and campaigns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.audit import protect, unprotect
from core.search import create_index, drop_index

revision = "marketing_0001"
down_revision = None
branch_labels = None
depends_on = None
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "marketing_channel",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "search",
                "paid_search",
                "social",
                "email",
                "display",
                "partner",
                "content",
                "offline",
                "direct",
                "other",
                name="channelkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_channel")),
        sa.UniqueConstraint("code", name=op.f("uq_marketing_channel_code")),
        sa.UniqueConstraint("name_key", name=op.f("uq_marketing_channel_name_key")),
    )
    op.create_index("ix_marketing_channel_name", "marketing_channel", ["name", "id"])

    op.create_table(
        "marketing_campaign",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("goal", sa.String(500), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("planned_orders", sa.Integer(), nullable=False),
        sa.Column("planned_revenue", sa.BigInteger(), nullable=False),
        sa.Column("planned_customers", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "idea",
                "planned",
                "approved",
                "live",
                "ended",
                "reviewed",
                "dropped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("verdict", sa.String(500), nullable=False),
        sa.Column("lessons", sa.String(2000), nullable=False),
        sa.Column("created_by_id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "budget >= 0 AND planned_orders >= 0 AND planned_revenue >= 0 AND planned_customers >= 0",
            name=op.f("ck_marketing_campaign_positive"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_marketing_campaign_days")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["core_user.id"], name=op.f("fk_marketing_campaign_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_campaign")),
        sa.UniqueConstraint("number", name=op.f("uq_marketing_campaign_number")),
    )
    op.create_index("ix_marketing_campaign_budget", "marketing_campaign", ["budget", "id"])
    op.create_index("ix_marketing_campaign_starts", "marketing_campaign", ["starts_on", "id"])
    op.create_index(
        "ix_marketing_campaign_state", "marketing_campaign", ["state", "starts_on", "id"]
    )

    op.create_table(
        "marketing_forecast",
        sa.Column("id", KEY, nullable=False),
        sa.Column("campaign_id", KEY, nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("revenue", sa.BigInteger(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by_id", KEY, nullable=False),
        sa.CheckConstraint(
            "orders >= 0 AND revenue >= 0 AND customers >= 0 AND cost >= 0",
            name=op.f("ck_marketing_forecast_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["marketing_campaign.id"],
            name=op.f("fk_marketing_forecast_campaign_id"),
        ),
        sa.ForeignKeyConstraint(
            ["locked_by_id"], ["core_user.id"], name=op.f("fk_marketing_forecast_locked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_forecast")),
        sa.UniqueConstraint("campaign_id", name=op.f("uq_marketing_forecast_campaign_id")),
    )
    op.create_table(
        "marketing_link",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("campaign_id", KEY, nullable=True),
        sa.Column("target", sa.String(2000), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("address", sa.String(2400), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["marketing_campaign.id"], name=op.f("fk_marketing_link_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["marketing_channel.id"], name=op.f("fk_marketing_link_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["core_user.id"], name=op.f("fk_marketing_link_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_link")),
        sa.UniqueConstraint("code", name=op.f("uq_marketing_link_code")),
    )
    op.create_index(
        "ix_marketing_link_campaign", "marketing_link", ["campaign_id", "created_at", "id"]
    )
    op.create_index(
        "ix_marketing_link_channel", "marketing_link", ["channel_id", "created_at", "id"]
    )
    op.create_index("ix_marketing_link_created", "marketing_link", ["created_at", "id"])

    op.create_table(
        "marketing_hit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("link_id", KEY, nullable=False),
        sa.Column("hit_on", sa.Date(), nullable=False),
        sa.Column("visitor", sa.String(32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "human",
                "robot",
                "staff",
                name="hitkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "via",
            sa.Enum(
                "click", "scan", name="via", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("hits", sa.Integer(), server_default="1", nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hits > 0", name=op.f("ck_marketing_hit_hits")),
        sa.ForeignKeyConstraint(
            ["link_id"], ["marketing_link.id"], name=op.f("fk_marketing_hit_link_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_hit")),
        sa.UniqueConstraint(
            "link_id",
            "hit_on",
            "visitor",
            "kind",
            "via",
            name=op.f("uq_marketing_hit_link_id_hit_on_visitor_kind_via"),
        ),
    )
    op.create_index(
        "ix_marketing_hit_count", "marketing_hit", ["link_id", "kind", "via", "visitor", "hits"]
    )
    op.create_index("ix_marketing_hit_first", "marketing_hit", ["first_at", "id"])
    op.create_index("ix_marketing_hit_kind", "marketing_hit", ["kind", "first_at", "id"])
    op.create_index("ix_marketing_hit_link", "marketing_hit", ["link_id", "first_at", "id"])
    op.create_index("ix_marketing_hit_via", "marketing_hit", ["via", "first_at", "id"])
    create_index("marketing_channel")
    create_index("marketing_campaign")
    create_index("marketing_link")
    protect(op, "marketing_forecast")


def downgrade() -> None:
    unprotect(op, "marketing_forecast")
    drop_index("marketing_channel")
    drop_index("marketing_campaign")
    drop_index("marketing_link")
    op.drop_table("marketing_hit")
    op.drop_table("marketing_link")
    op.drop_table("marketing_forecast")
    op.drop_table("marketing_campaign")
    op.drop_table("marketing_channel")
