"""Keep with a suggestion how many days its order shall last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "catalog_0002"
down_revision = "catalog_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("catalog_suggestion", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("order_days", sa.Integer(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("catalog_suggestion", schema=None) as batch_op:
        batch_op.drop_column("order_days")
