"""Keep where users are signed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0023"
down_revision = "core_0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_user_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("agent", sa.String(length=300), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "used_at >= begun_at AND expires_at > used_at",
            name=op.f("ck_core_user_session_order_of_times"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["core_user.id"],
            name=op.f("fk_core_user_session_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_user_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_core_user_session_digest")),
    )
    op.create_index("ix_core_user_session_user_id", "core_user_session", ["user_id", "used_at"])
    op.create_index("ix_core_user_session_expires_at", "core_user_session", ["expires_at"])


def downgrade() -> None:
    op.drop_table("core_user_session")
