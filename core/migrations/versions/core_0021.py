"""Tell in the check of an import what becomes of every row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0021"
down_revision = "core_0020"
branch_labels = None
depends_on = None

TABLE = "core_import_run_row"
NAME = "ck_core_import_run_row_rowkind"
BEFORE = ("refused", "remark")
AFTER = (*BEFORE, "added", "changed", "unchanged")


def upgrade() -> None:
    _allow(AFTER)
    op.create_index("ix_core_import_run_row_run_id_line_id", TABLE, ["run_id", "line", "id"])


def downgrade() -> None:
    op.drop_index("ix_core_import_run_row_run_id_line_id", TABLE)
    kind = sa.table(TABLE, sa.column("kind", sa.String())).c.kind
    op.execute(sa.delete(kind.table).where(kind.not_in(BEFORE)))
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    condition = sa.column("kind", sa.String()).in_(kinds)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.drop_constraint(op.f(NAME), TABLE, type_="check")
    # SQLite copies the table, and no check with it.
    with op.batch_alter_table(TABLE, recreate="always" if is_sqlite else "never") as batch:
        batch.create_check_constraint(op.f(NAME), condition)
