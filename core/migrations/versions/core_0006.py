"""Seal the audit trail with a chain of hashes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.audit import protect, unprotect

revision = "core_0006"
down_revision = "core_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "core_history",
        sa.Column("digest", sa.String(length=64), server_default="", nullable=False),
    )
    op.create_index("ix_core_history_transaction", "core_history", ["transaction"])
    op.create_table(
        "core_history_block",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("transaction", sa.String(length=32), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_history_block")),
        sa.UniqueConstraint("transaction", name=op.f("uq_core_history_block_transaction")),
    )
    protect(op, "core_history_block")


def downgrade() -> None:
    unprotect(op, "core_history_block")
    op.drop_table("core_history_block")
    op.drop_index("ix_core_history_transaction", "core_history")
    op.drop_column("core_history", "digest")
