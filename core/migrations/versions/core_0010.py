"""Keep the working hours and the days that differ."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0010"
down_revision = "core_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_calendar_hours",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=100), nullable=False),
        sa.CheckConstraint(
            "weekday BETWEEN 0 AND 6", name=op.f("ck_core_calendar_hours_weekday")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_calendar_hours")),
        sa.UniqueConstraint("weekday", name=op.f("uq_core_calendar_hours_weekday")),
    )
    op.create_table(
        "core_calendar_day",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_calendar_day")),
        sa.UniqueConstraint("day", name=op.f("uq_core_calendar_day_day")),
    )


def downgrade() -> None:
    op.drop_table("core_calendar_day")
    op.drop_table("core_calendar_hours")
