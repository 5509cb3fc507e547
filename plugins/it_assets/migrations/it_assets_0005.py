"""Keep what was drawn as a signature under a handover."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "it_assets_0005"
down_revision = "it_assets_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("it_assets_handover", schema=None) as batch_op:
        batch_op.add_column(sa.Column("drawing", sa.Text(), server_default="", nullable=False))
        batch_op.create_check_constraint(
            op.f("ck_it_assets_handover_drawing"), "drawing = '' OR state = 'signed'"
        )


def downgrade() -> None:
    with op.batch_alter_table("it_assets_handover", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_it_assets_handover_drawing"), type_="check")
        batch_op.drop_column("drawing")
