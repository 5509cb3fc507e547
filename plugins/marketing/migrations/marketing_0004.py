"""Count hits by link and day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "marketing_0004"
down_revision = "marketing_0003"
branch_labels = None
depends_on = None
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTED = """
INSERT INTO marketing_hit_day (link_id, hit_on, hits, people, visitors, scans)
SELECT link_id, hit_on, sum(hits), sum(CASE WHEN kind = 'human' THEN hits ELSE 0 END),
    count(DISTINCT CASE WHEN kind = 'human' THEN visitor END),
    sum(CASE WHEN kind = 'human' AND via = 'scan' THEN hits ELSE 0 END)
FROM marketing_hit GROUP BY link_id, hit_on
"""
INDEX = ["link_id", "kind", "via", "visitor", "hits"]


def upgrade() -> None:
    op.create_table(
        "marketing_hit_day",
        sa.Column("id", KEY, nullable=False),
        sa.Column("link_id", KEY, nullable=False),
        sa.Column("hit_on", sa.Date(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), server_default="0", nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "hits > 0 AND people BETWEEN 0 AND hits", name=op.f("ck_marketing_hit_day_people")
        ),
        sa.CheckConstraint(
            "visitors BETWEEN 0 AND people AND scans BETWEEN 0 AND people",
            name=op.f("ck_marketing_hit_day_visitors"),
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["marketing_link.id"], name=op.f("fk_marketing_hit_day_link_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_hit_day")),
        sa.UniqueConstraint("link_id", "hit_on", name=op.f("uq_marketing_hit_day_link_id_hit_on")),
    )
    op.create_index("ix_marketing_hit_day_on", "marketing_hit_day", ["hit_on", "people"])
    op.execute(COUNTED)
    op.drop_index("ix_marketing_hit_count", "marketing_hit")


def downgrade() -> None:
    op.create_index("ix_marketing_hit_count", "marketing_hit", INDEX)
    op.drop_table("marketing_hit_day")
