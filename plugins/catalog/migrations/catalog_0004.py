"""Find the moves of a warehouse."""

from __future__ import annotations

from alembic import op

revision = "catalog_0004"
down_revision = "catalog_0003"
branch_labels = None
depends_on = None
INDEX = "ix_catalog_stock_move_warehouse"


def upgrade() -> None:
    op.create_index(INDEX, "catalog_stock_move", ["warehouse_id", "moved_at", "id"])


def downgrade() -> None:
    op.drop_index(INDEX, table_name="catalog_stock_move")
