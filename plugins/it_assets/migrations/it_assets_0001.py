"""Make the tables of equipment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.search import create_index, drop_index

revision = "it_assets_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "it_assets_category",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "straight_line",
                "double_declining",
                "years_digits",
                "units",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("residual_rate", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.String(length=2000), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "method NOT IN ('double_declining', 'years_digits') OR months % 12 = 0",
            name=op.f("ck_it_assets_category_whole_years"),
        ),
        sa.CheckConstraint("months > 0", name=op.f("ck_it_assets_category_months")),
        sa.CheckConstraint(
            "residual_rate BETWEEN 0 AND 1000000", name=op.f("ck_it_assets_category_residual")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_it_assets_category")),
        sa.UniqueConstraint("name", name=op.f("uq_it_assets_category_name")),
    )
    op.create_table(
        "it_assets_place",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_it_assets_place")),
        sa.UniqueConstraint("name", name=op.f("uq_it_assets_place_name")),
    )
    op.create_table(
        "it_assets_model",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("manufacturer", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column(
            "category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["it_assets_category.id"], name=op.f("fk_it_assets_model_category_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_it_assets_model")),
        sa.UniqueConstraint("id", "category_id", name=op.f("uq_it_assets_model_id_category_id")),
        sa.UniqueConstraint(
            "name",
            "manufacturer",
            "number",
            "category_id",
            name=op.f("uq_it_assets_model_name_manufacturer_number_category_id"),
        ),
    )
    with op.batch_alter_table("it_assets_model", schema=None) as batch_op:
        batch_op.create_index(
            "ix_it_assets_model_category", ["category_id", "name", "id"], unique=False
        )
        batch_op.create_index("ix_it_assets_model_name", ["name", "id"], unique=False)

    op.create_table(
        "it_assets_asset",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column(
            "category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("serial", sa.String(length=100), nullable=True),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("in_use_on", sa.Date(), nullable=True),
        sa.Column(
            "method",
            sa.Enum(
                "straight_line",
                "double_declining",
                "years_digits",
                "units",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("residual_rate", sa.BigInteger(), nullable=False),
        sa.Column("planned_units", sa.Integer(), nullable=False),
        sa.Column("warranty_until", sa.Date(), nullable=True),
        sa.Column("retire_on", sa.Date(), nullable=True),
        sa.Column("disposed_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "in_stock",
                "in_use",
                "in_repair",
                "lost",
                "disposed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "holder_id IS NULL OR holder_name <> ''", name=op.f("ck_it_assets_asset_holder_named")
        ),
        sa.CheckConstraint("serial <> ''", name=op.f("ck_it_assets_asset_some_serial")),
        sa.CheckConstraint(
            "state <> 'in_use' OR holder_name <> ''",
            name=op.f("ck_it_assets_asset_somebody_has_it"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('in_stock', 'disposed') OR holder_name = ''",
            name=op.f("ck_it_assets_asset_nobody_has_it"),
        ),
        sa.CheckConstraint(
            "(state = 'disposed') = (disposed_on IS NOT NULL)",
            name=op.f("ck_it_assets_asset_disposed"),
        ),
        sa.CheckConstraint("tag <> ''", name=op.f("ck_it_assets_asset_some_tag")),
        sa.CheckConstraint("cost >= 0 AND months > 0", name=op.f("ck_it_assets_asset_worth")),
        sa.CheckConstraint(
            "residual_rate BETWEEN 0 AND 1000000", name=op.f("ck_it_assets_asset_residual")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["it_assets_category.id"], name=op.f("fk_it_assets_asset_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["core_user.id"], name=op.f("fk_it_assets_asset_holder_id")
        ),
        sa.ForeignKeyConstraint(
            ["model_id", "category_id"],
            ["it_assets_model.id", "it_assets_model.category_id"],
            name=op.f("fk_it_assets_asset_model_id_category_id"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["it_assets_place.id"], name=op.f("fk_it_assets_asset_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["core_party.id"], name=op.f("fk_it_assets_asset_supplier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_it_assets_asset")),
        sa.UniqueConstraint("serial", name=op.f("uq_it_assets_asset_serial")),
        sa.UniqueConstraint("tag", name=op.f("uq_it_assets_asset_tag")),
    )
    with op.batch_alter_table("it_assets_asset", schema=None) as batch_op:
        batch_op.create_index(
            "ix_it_assets_asset_category", ["category_id", "tag", "id"], unique=False
        )
        batch_op.create_index("ix_it_assets_asset_cost", ["cost", "id"], unique=False)
        batch_op.create_index("ix_it_assets_asset_holder", ["holder_id", "tag", "id"], unique=False)
        batch_op.create_index("ix_it_assets_asset_holder_name", ["holder_name", "id"], unique=False)
        batch_op.create_index("ix_it_assets_asset_model", ["model_id", "tag", "id"], unique=False)
        batch_op.create_index("ix_it_assets_asset_name", ["name", "id"], unique=False)
        batch_op.create_index("ix_it_assets_asset_place", ["place_id", "tag", "id"], unique=False)
        batch_op.create_index("ix_it_assets_asset_purchased", ["purchased_on", "id"], unique=False)
        batch_op.create_index("ix_it_assets_asset_state", ["state", "tag", "id"], unique=False)
        batch_op.create_index(
            "ix_it_assets_asset_supplier", ["supplier_id", "purchased_on", "id"], unique=False
        )
        batch_op.create_index("ix_it_assets_asset_warranty", ["warranty_until", "id"], unique=False)
    create_index("it_assets_model")
    create_index("it_assets_asset")


def downgrade() -> None:
    drop_index("it_assets_asset")
    drop_index("it_assets_model")
    with op.batch_alter_table("it_assets_asset", schema=None) as batch_op:
        batch_op.drop_index("ix_it_assets_asset_warranty")
        batch_op.drop_index("ix_it_assets_asset_supplier")
        batch_op.drop_index("ix_it_assets_asset_state")
        batch_op.drop_index("ix_it_assets_asset_purchased")
        batch_op.drop_index("ix_it_assets_asset_place")
        batch_op.drop_index("ix_it_assets_asset_name")
        batch_op.drop_index("ix_it_assets_asset_model")
        batch_op.drop_index("ix_it_assets_asset_holder_name")
        batch_op.drop_index("ix_it_assets_asset_holder")
        batch_op.drop_index("ix_it_assets_asset_cost")
        batch_op.drop_index("ix_it_assets_asset_category")

    op.drop_table("it_assets_asset")
    with op.batch_alter_table("it_assets_model", schema=None) as batch_op:
        batch_op.drop_index("ix_it_assets_model_name")
        batch_op.drop_index("ix_it_assets_model_category")

    op.drop_table("it_assets_model")
    op.drop_table("it_assets_place")
    op.drop_table("it_assets_category")
