"""Let managers and heads of departments sign stages of approval flows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0020"
down_revision = "core_0019"
branch_labels = None
depends_on = None

STAGE = "core_approval_stage"
DEPARTMENT = f"fk_{STAGE}_department_id"


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table(STAGE) as stage:
        stage.add_column(
            sa.Column("asks_manager", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        stage.add_column(sa.Column("department_id", key, nullable=True))
        stage.create_foreign_key(
            DEPARTMENT, "core_organisation_department", ["department_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table(STAGE) as stage:
        stage.drop_constraint(DEPARTMENT, type_="foreignkey")
        stage.drop_column("department_id")
        stage.drop_column("asks_manager")
