"""Remember the exports of plugins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0003"
down_revision = "core_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_archive",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plugin", sa.String(length=50), nullable=False),
        sa.Column("version", sa.String(length=50), nullable=False),
        sa.Column("revision", sa.String(length=50), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("was_off", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_archive")),
    )
    with op.batch_alter_table("core_archive", schema=None) as batch_op:
        batch_op.create_index("ix_core_archive_plugin_id", ["plugin", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("core_archive", schema=None) as batch_op:
        batch_op.drop_index("ix_core_archive_plugin_id")

    op.drop_table("core_archive")
