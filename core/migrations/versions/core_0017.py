"""Keep the profiles of imports that people made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0017"
down_revision = "core_0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "core_import_profile",
        sa.Column("id", key, nullable=False),
        sa.Column("importer", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_by_id", key, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["core_user.id"], name=op.f("fk_core_import_profile_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_import_profile")),
        sa.UniqueConstraint("importer", "name", name=op.f("uq_core_import_profile_importer_name")),
    )
    op.create_index(
        op.f("ix_core_import_profile_created_by_id"), "core_import_profile", ["created_by_id"]
    )
    op.add_column("core_import_run_row", sa.Column("lines", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("core_import_run_row", "lines")
    op.drop_table("core_import_profile")
