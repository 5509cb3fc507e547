"""Keep with each comment in which table its record lies, so that its rows can be restricted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0025"
down_revision = "core_0024"
branch_labels = None
depends_on = None
# Where the page of a record is not called like its table.
OTHERS = {
    "core.organisation": "core_organisation_department",
    "it_assets.variance": "it_assets_stocktake",
    "service.customer": "core_party",
}


def upgrade() -> None:
    op.add_column(
        "core_comment",
        sa.Column("table", sa.String(length=100), server_default="", nullable=False),
    )
    comment = sa.table("core_comment", sa.column("target"), sa.column("table"))
    usual = sa.func.replace(comment.c.target, ".", "_")
    table = sa.case(OTHERS, value=comment.c.target, else_=usual)
    op.execute(comment.update().values({comment.c.table: table}))


def downgrade() -> None:
    op.drop_column("core_comment", "table")
