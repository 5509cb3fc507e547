"""Keep whose rows the people in a role see."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0022"
down_revision = "core_0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "core_role_reach",
        sa.Column("id", key, nullable=False),
        sa.Column("role_id", key, nullable=False),
        sa.Column("area", sa.String(length=100), nullable=False),
        sa.Column(
            "reach",
            sa.Enum(
                "own",
                "department",
                "all",
                name="reach",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["core_role.id"], name=op.f("fk_core_role_reach_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_role_reach")),
        sa.UniqueConstraint("role_id", "area", name=op.f("uq_core_role_reach_role_id_area")),
    )


def downgrade() -> None:
    op.drop_table("core_role_reach")
