"""Tell what posts are entitled to, and mark requests beyond it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "it_assets_0004"
down_revision = "it_assets_0003"
branch_labels = None
depends_on = None
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "it_assets_entitlement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("post_id", BIG, nullable=False),
        sa.Column("category_id", BIG, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "quantity >= 0 AND price > 0", name=op.f("ck_it_assets_entitlement_quantity")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["core_organisation_post.id"],
            name=op.f("fk_it_assets_entitlement_post_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["it_assets_category.id"],
            name=op.f("fk_it_assets_entitlement_category_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_it_assets_entitlement")),
        sa.UniqueConstraint(
            "post_id", "category_id", name=op.f("uq_it_assets_entitlement_post_id_category_id")
        ),
        info={"plugin": "it_assets"},
    )
    op.create_index(
        "ix_it_assets_entitlement_category", "it_assets_entitlement", ["category_id", "post_id"]
    )
    with op.batch_alter_table("it_assets_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entitled", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("entitled_price", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("had", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(
            sa.Column("is_beyond", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_check_constraint(
            op.f("ck_it_assets_request_beyond"), "NOT is_beyond OR entitled IS NOT NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("it_assets_request", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_it_assets_request_beyond"), type_="check")
        for name in ("is_beyond", "had", "entitled_price", "entitled"):
            batch_op.drop_column(name)
    op.drop_index("ix_it_assets_entitlement_category", table_name="it_assets_entitlement")
    op.drop_table("it_assets_entitlement")
