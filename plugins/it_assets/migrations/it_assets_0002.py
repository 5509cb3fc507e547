"""Custody, handovers, disposals and readings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "it_assets_0002"
down_revision = "it_assets_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "it_assets_handover",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "check_out",
                "check_in",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "signed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("prepared_on", sa.Date(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "prepared_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("signature", sa.String(length=100), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "account",
                "device",
                name="way",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "signed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "(state = 'signed') = (content_hash <> '' AND signature <> '' AND signed_at IS NOT NULL AND way IS NOT NULL)",
            name=op.f("ck_it_assets_handover_signed"),
        ),
        sa.CheckConstraint("holder_name <> ''", name=op.f("ck_it_assets_handover_holder")),
        sa.ForeignKeyConstraint(
            ["party_id"], ["core_party.id"], name=op.f("fk_it_assets_handover_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["it_assets_place.id"], name=op.f("fk_it_assets_handover_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["core_user.id"], name=op.f("fk_it_assets_handover_prepared_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["core_user.id"], name=op.f("fk_it_assets_handover_signed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["core_user.id"], name=op.f("fk_it_assets_handover_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_it_assets_handover")),
        sa.UniqueConstraint("number", name=op.f("uq_it_assets_handover_number")),
    )
    with op.batch_alter_table("it_assets_handover", schema=None) as batch_op:
        batch_op.create_index("ix_it_assets_handover_prepared", ["prepared_on", "id"], unique=False)
        batch_op.create_index(
            "ix_it_assets_handover_state", ["state", "number", "id"], unique=False
        )
        batch_op.create_index(
            "ix_it_assets_handover_user", ["user_id", "state", "id"], unique=False
        )

    op.create_table(
        "it_assets_custody",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.CheckConstraint("holder_name <> ''", name=op.f("ck_it_assets_custody_holder")),
        sa.CheckConstraint("due_on >= from_on", name=op.f("ck_it_assets_custody_due")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_it_assets_custody_days")),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["it_assets_asset.id"], name=op.f("fk_it_assets_custody_asset_id")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["core_party.id"], name=op.f("fk_it_assets_custody_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["it_assets_place.id"], name=op.f("fk_it_assets_custody_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["core_user.id"], name=op.f("fk_it_assets_custody_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_it_assets_custody")),
    )
    with op.batch_alter_table("it_assets_custody", schema=None) as batch_op:
        batch_op.create_index(
            "ix_it_assets_custody_asset", ["asset_id", "from_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_it_assets_custody_due",
            ["due_on", "id"],
            unique=False,
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )
        batch_op.create_index(
            "ix_it_assets_custody_party", ["party_id", "from_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_it_assets_custody_user", ["user_id", "until_on", "id"], unique=False
        )
        batch_op.create_index(
            "uq_it_assets_custody_open",
            ["asset_id"],
            unique=True,
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )

    op.create_table(
        "it_assets_disposal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "manner",
            sa.Enum(
                "sale",
                "scrap",
                "gift",
                "loss",
                name="manner",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("disposed_on", sa.Date(), nullable=False),
        sa.Column("proceeds", sa.BigInteger(), nullable=False),
        sa.Column("accumulated", sa.BigInteger(), nullable=False),
        sa.Column("book_value", sa.BigInteger(), nullable=False),
        sa.Column("gain", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "done",
                "declined",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("gain = proceeds - book_value", name=op.f("ck_it_assets_disposal_gain")),
        sa.CheckConstraint("proceeds >= 0", name=op.f("ck_it_assets_disposal_proceeds")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["core_user.id"], name=op.f("fk_it_assets_disposal_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["it_assets_asset.id"], name=op.f("fk_it_assets_disposal_asset_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_it_assets_disposal")),
        sa.UniqueConstraint("number", name=op.f("uq_it_assets_disposal_number")),
    )
    with op.batch_alter_table("it_assets_disposal", schema=None) as batch_op:
        batch_op.create_index("ix_it_assets_disposal_day", ["disposed_on", "id"], unique=False)
        batch_op.create_index(
            "ix_it_assets_disposal_state", ["state", "number", "id"], unique=False
        )
        batch_op.create_index(
            "uq_it_assets_disposal_asset",
            ["asset_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'declined'"),
            postgresql_where=sa.text("state <> 'declined'"),
        )

    op.create_table(
        "it_assets_handover_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "handover_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("serial", sa.String(length=100), nullable=False),
        sa.Column("condition", sa.String(length=200), nullable=False),
        sa.Column("terms", sa.String(length=2000), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["it_assets_asset.id"], name=op.f("fk_it_assets_handover_item_asset_id")
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"],
            ["it_assets_handover.id"],
            name=op.f("fk_it_assets_handover_item_handover_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_it_assets_handover_item")),
        sa.UniqueConstraint(
            "handover_id", "asset_id", name=op.f("uq_it_assets_handover_item_handover_id_asset_id")
        ),
    )
    with op.batch_alter_table("it_assets_handover_item", schema=None) as batch_op:
        batch_op.create_index("ix_it_assets_handover_item_asset", ["asset_id", "id"], unique=False)
        batch_op.create_index(
            "uq_it_assets_handover_item_open",
            ["asset_id"],
            unique=True,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )

    op.create_table(
        "it_assets_reading",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("units >= 0", name=op.f("ck_it_assets_reading_units")),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["it_assets_asset.id"], name=op.f("fk_it_assets_reading_asset_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_it_assets_reading")),
        sa.UniqueConstraint(
            "asset_id", "read_on", name=op.f("uq_it_assets_reading_asset_id_read_on")
        ),
    )


def downgrade() -> None:
    op.drop_table("it_assets_reading")
    with op.batch_alter_table("it_assets_handover_item", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_it_assets_handover_item_open",
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.drop_index("ix_it_assets_handover_item_asset")

    op.drop_table("it_assets_handover_item")
    with op.batch_alter_table("it_assets_disposal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_it_assets_disposal_asset",
            sqlite_where=sa.text("state <> 'declined'"),
            postgresql_where=sa.text("state <> 'declined'"),
        )
        batch_op.drop_index("ix_it_assets_disposal_state")
        batch_op.drop_index("ix_it_assets_disposal_day")

    op.drop_table("it_assets_disposal")
    with op.batch_alter_table("it_assets_custody", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_it_assets_custody_open",
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )
        batch_op.drop_index("ix_it_assets_custody_user")
        batch_op.drop_index("ix_it_assets_custody_party")
        batch_op.drop_index(
            "ix_it_assets_custody_due",
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )
        batch_op.drop_index("ix_it_assets_custody_asset")

    op.drop_table("it_assets_custody")
    with op.batch_alter_table("it_assets_handover", schema=None) as batch_op:
        batch_op.drop_index("ix_it_assets_handover_user")
        batch_op.drop_index("ix_it_assets_handover_state")
        batch_op.drop_index("ix_it_assets_handover_prepared")

    op.drop_table("it_assets_handover")
