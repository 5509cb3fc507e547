"""Keep departments, posts and who holds them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "core_0019"
down_revision = "core_0018"
branch_labels = None
depends_on = None

DEPARTMENT, ASSIGNMENT = "core_organisation_department", "core_organisation_assignment"
ABOVE = f"""
WITH RECURSIVE above(id) AS (
  SELECT NEW.parent_id
  UNION SELECT d.parent_id FROM {DEPARTMENT} d JOIN above ON d.id = above.id
) SELECT id FROM above
"""
TWICE = f"""
SELECT 1 FROM {ASSIGNMENT} a
WHERE a.id <> NEW.id AND a.post_id = NEW.post_id AND a.user_id = NEW.user_id
  AND (a.until_on IS NULL OR a.until_on > NEW.from_on)
  AND (NEW.until_on IS NULL OR a.from_on < NEW.until_on)
"""
# Table, name of the trigger, its condition, and what it says.
REFUSED = (
    (DEPARTMENT, "circle", f"NEW.id IN ({ABOVE})", "a department lies below itself"),
    (ASSIGNMENT, "twice", f"EXISTS ({TWICE})", "somebody holds a post twice on a day"),
)


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        DEPARTMENT,
        sa.Column("id", key, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("parent_id", key, nullable=True),
        sa.Column("head_id", key, nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("parent_id <> id", name=op.f(f"ck_{DEPARTMENT}_not_below_itself")),
        sa.ForeignKeyConstraint(
            ["parent_id"], [f"{DEPARTMENT}.id"], name=op.f(f"fk_{DEPARTMENT}_parent_id")
        ),
        sa.ForeignKeyConstraint(
            ["head_id"], ["core_user.id"], name=op.f(f"fk_{DEPARTMENT}_head_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{DEPARTMENT}")),
        sa.UniqueConstraint("code", name=op.f(f"uq_{DEPARTMENT}_code")),
    )
    op.create_index(f"ix_{DEPARTMENT}_parent_id", DEPARTMENT, ["parent_id"])
    op.create_index(f"ix_{DEPARTMENT}_head_id", DEPARTMENT, ["head_id"])
    op.create_table(
        "core_organisation_post",
        sa.Column("id", key, nullable=False),
        sa.Column("department_id", key, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"],
            [f"{DEPARTMENT}.id"],
            name=op.f("fk_core_organisation_post_department_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_organisation_post")),
        sa.UniqueConstraint(
            "department_id", "name", name=op.f("uq_core_organisation_post_department_id_name")
        ),
    )
    op.create_table(
        ASSIGNMENT,
        sa.Column("id", key, nullable=False),
        sa.Column("post_id", key, nullable=False),
        sa.Column("user_id", key, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint("from_on < until_on", name=op.f(f"ck_{ASSIGNMENT}_order_of_days")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["core_organisation_post.id"], name=op.f(f"fk_{ASSIGNMENT}_post_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["core_user.id"], name=op.f(f"fk_{ASSIGNMENT}_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ASSIGNMENT}")),
    )
    op.create_index(f"ix_{ASSIGNMENT}_post_id", ASSIGNMENT, ["post_id", "from_on"])
    op.create_index(f"ix_{ASSIGNMENT}_user_id", ASSIGNMENT, ["user_id", "from_on"])
    for table, name, condition, text in REFUSED:
        refuse(f"{table}_{name}", table, condition, text)


def refuse(name: str, table: str, condition: str, text: str) -> None:
    """Refuse rows for which a condition holds, whoever writes them."""
    if op.get_bind().dialect.name == "postgresql":
        # Two transactions could each move one department below the other: one waits here, and
        # the next statement of the function sees what the first has committed.
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"PERFORM pg_advisory_xact_lock(hashtext('{name}')); "
            f"IF {condition} THEN RAISE EXCEPTION '{text}' USING ERRCODE = 'check_violation'; "
            "END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
        return
    for moment in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER {name}_{moment.lower()} AFTER {moment} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{text}'); END"
        )


def downgrade() -> None:
    for table in (ASSIGNMENT, "core_organisation_post", DEPARTMENT):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table, name, _condition, _text in REFUSED:
            op.execute(f"DROP FUNCTION {table}_{name}()")
