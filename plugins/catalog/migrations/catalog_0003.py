"""Keep the quantity that was accepted beside the one that was computed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "catalog_0003"
down_revision = "catalog_0002"
branch_labels = None
depends_on = None
# A quantity that was typed in stood in place of the computed one, which follows from the other
# figures: up to the target, in full packs, at least the minimum.  All are thousandths but target.
KEPT = "UPDATE catalog_suggestion SET accepted_quantity = quantity WHERE state = 'accepted'"
COMPUTED = """
UPDATE catalog_suggestion SET quantity = pack * CASE
    WHEN target * CAST(1000 AS BIGINT) - position > minimum
    THEN (target * CAST(1000 AS BIGINT) - position + pack - 1) / pack
    ELSE (minimum + pack - 1) / pack END
WHERE state = 'accepted'
"""
BACK = "UPDATE catalog_suggestion SET quantity = accepted_quantity WHERE state = 'accepted'"


def upgrade() -> None:
    with op.batch_alter_table("catalog_suggestion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted_quantity", sa.BigInteger(), nullable=True))
    op.execute(KEPT)
    op.execute(COMPUTED)
    with op.batch_alter_table("catalog_suggestion", schema=None) as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_catalog_suggestion_accepted_quantity"), "accepted_quantity > 0"
        )
        batch_op.create_check_constraint(
            op.f("ck_catalog_suggestion_accepted"),
            "(state = 'accepted') = (accepted_quantity IS NOT NULL)",
        )


def downgrade() -> None:
    op.execute(BACK)
    with op.batch_alter_table("catalog_suggestion", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_catalog_suggestion_accepted"), type_="check")
        batch_op.drop_constraint(op.f("ck_catalog_suggestion_accepted_quantity"), type_="check")
        batch_op.drop_column("accepted_quantity")
