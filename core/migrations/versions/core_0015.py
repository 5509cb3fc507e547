"""Keep documents that are made of records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0015"
down_revision = "core_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(digest IS NULL) = (made_at IS NULL)", name=op.f("ck_core_document_made")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["core_user.id"], name=op.f("fk_core_document_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["core_job.id"],
            name=op.f("fk_core_document_job_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_document")),
    )
    op.create_index("ix_core_document_created_at_id", "core_document", ["created_at", "id"])
    op.create_index(op.f("ix_core_document_created_by_id"), "core_document", ["created_by_id"])
    op.create_index(op.f("ix_core_document_digest"), "core_document", ["digest"])
    op.create_index(op.f("ix_core_document_job_id"), "core_document", ["job_id"])


def downgrade() -> None:
    op.drop_table("core_document")
