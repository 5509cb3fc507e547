"""Say of a customer alone whether the archive was merged."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "service_0006"
down_revision = "service_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "service_customer",
        sa.Column("is_merged", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.execute("UPDATE service_customer SET is_merged = (head_id <> party_id)")
    with op.batch_alter_table("service_customer") as batch:
        batch.create_check_constraint(
            op.f("ck_service_customer_merged"), "is_merged = (head_id <> party_id)"
        )
    op.create_index(
        "ix_service_customer_merged",
        "service_customer",
        ["party_id"],
        sqlite_where=sa.text("is_merged"),
        postgresql_where=sa.text("is_merged"),
    )


def downgrade() -> None:
    op.drop_index("ix_service_customer_merged", table_name="service_customer")
    with op.batch_alter_table("service_customer") as batch:
        batch.drop_constraint(op.f("ck_service_customer_merged"), type_="check")
        batch.drop_column("is_merged")
