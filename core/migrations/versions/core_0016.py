"""Keep files with records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0016"
down_revision = "core_0015"
branch_labels = None
depends_on = None
PRESENT = sa.text("digest IS NOT NULL")


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "core_attachment",
        sa.Column("id", key, nullable=False),
        sa.Column("target", sa.String(length=100), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("table", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("author_id", key, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", key, nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_core_attachment_size")),
        sa.CheckConstraint(
            "(digest IS NULL) = (deleted_at IS NOT NULL)", name=op.f("ck_core_attachment_deleted")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["core_user.id"], name=op.f("fk_core_attachment_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["core_user.id"], name=op.f("fk_core_attachment_deleted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_attachment")),
    )
    op.create_index("ix_core_attachment_record", "core_attachment", ["target", "record_id", "id"])
    op.create_index(
        "uq_core_attachment_content",
        "core_attachment",
        ["target", "record_id", "digest"],
        unique=True,
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )
    for column in ("author_id", "deleted_by_id", "digest"):
        op.create_index(op.f(f"ix_core_attachment_{column}"), "core_attachment", [column])


def downgrade() -> None:
    op.drop_table("core_attachment")
