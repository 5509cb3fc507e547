"""Make the tables of core."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.audit import protect, unprotect
from core.search import create_index, drop_index

revision = "core_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_counter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("month", sa.String(length=6), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value > 0", name=op.f("ck_core_counter_value_is_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_counter")),
        sa.UniqueConstraint("series", "month", name=op.f("uq_core_counter_series_month")),
    )
    op.create_table(
        "core_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=50), nullable=False),
        sa.Column("model", sa.String(length=63), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.String(length=63), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("transaction", sa.String(length=32), nullable=False),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_history")),
    )
    with op.batch_alter_table("core_history", schema=None) as batch_op:
        batch_op.create_index("ix_core_history_actor", ["actor_name", "id"], unique=False)
        batch_op.create_index("ix_core_history_at", ["at", "id"], unique=False)
        batch_op.create_index("ix_core_history_owner", ["owner", "owner_id", "id"], unique=False)

    op.create_table(
        "core_party",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_company", sa.Boolean(), nullable=False),
        sa.Column("is_supplier", sa.Boolean(), nullable=False),
        sa.Column("is_customer", sa.Boolean(), nullable=False),
        sa.Column("is_partner", sa.Boolean(), nullable=False),
        sa.Column("is_vendor", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=100), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.Column("search_tokens", sa.Text(), nullable=False),
        sa.CheckConstraint("code <> ''", name=op.f("ck_core_party_some_code")),
        sa.CheckConstraint(
            "is_supplier OR is_customer OR is_partner OR is_vendor",
            name=op.f("ck_core_party_some_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_party")),
        sa.UniqueConstraint("code", name=op.f("uq_core_party_code")),
    )
    with op.batch_alter_table("core_party", schema=None) as batch_op:
        batch_op.create_index("ix_core_party_name", ["name", "id"], unique=False)
        batch_op.create_index("ix_core_party_supplier", ["is_supplier", "code"], unique=False)

    op.create_table(
        "core_plugin",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_plugin")),
        sa.UniqueConstraint("name", name=op.f("uq_core_plugin_name")),
    )
    op.create_table(
        "core_plugin_epoch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_plugin_epoch")),
    )
    op.create_table(
        "core_role",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=100), nullable=False),
        sa.Column("title_zh", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_role")),
        sa.UniqueConstraint("name", name=op.f("uq_core_role_name")),
    )
    op.create_table(
        "core_role_permission_seen",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("permission", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_role_permission_seen")),
        sa.UniqueConstraint("permission", name=op.f("uq_core_role_permission_seen_permission")),
    )
    op.create_table(
        "core_setting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_core_setting_name")),
    )
    op.create_table(
        "core_user",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=10), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("failed_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("tf_primary_method", sa.String(length=20), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=500), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("current_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_ip", sa.String(length=45), nullable=True),
        sa.Column("current_login_ip", sa.String(length=45), nullable=True),
        sa.Column("login_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version_id", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_core_user_email_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_user")),
        sa.UniqueConstraint("email", name=op.f("uq_core_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_core_user_fs_uniquifier")),
    )
    with op.batch_alter_table("core_user", schema=None) as batch_op:
        batch_op.create_index("ix_core_user_name", ["name", "id"], unique=False)

    op.create_table(
        "core_job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "running",
                "done",
                "failed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unique_key", sa.String(length=200), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=120), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("progress_done", sa.BigInteger(), nullable=False),
        sa.Column("progress_total", sa.BigInteger(), nullable=False),
        sa.Column("progress_message", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["core_user.id"], name=op.f("fk_core_job_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_job")),
    )
    with op.batch_alter_table("core_job", schema=None) as batch_op:
        batch_op.create_index("ix_core_job_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_core_job_created_by_id"), ["created_by_id"], unique=False
        )
        batch_op.create_index(
            "ix_core_job_state_run_at_id", ["state", "run_at", "id"], unique=False
        )
        batch_op.create_index(
            "uq_core_job_unique_key",
            ["unique_key"],
            unique=True,
            sqlite_where=sa.text("state IN ('ready', 'running')"),
            postgresql_where=sa.text("state IN ('ready', 'running')"),
        )

    op.create_table(
        "core_party_contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "phone",
                "email",
                "wechat",
                "address",
                "other",
                name="contactkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["core_party.id"],
            name=op.f("fk_core_party_contact_party_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_party_contact")),
        sa.UniqueConstraint(
            "party_id", "kind", "value", name=op.f("uq_core_party_contact_party_id_kind_value")
        ),
    )
    op.create_table(
        "core_party_identifier",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scheme", sa.String(length=50), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["core_party.id"],
            name=op.f("fk_core_party_identifier_party_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_party_identifier")),
        sa.UniqueConstraint("scheme", "value", name=op.f("uq_core_party_identifier_scheme_value")),
    )
    with op.batch_alter_table("core_party_identifier", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_party_identifier_party_id"), ["party_id"], unique=False
        )

    op.create_table(
        "core_role_permission",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("permission", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["core_role.id"],
            name=op.f("fk_core_role_permission_role_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_role_permission")),
        sa.UniqueConstraint(
            "role_id", "permission", name=op.f("uq_core_role_permission_role_id_permission")
        ),
    )
    op.create_table(
        "core_user_role",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["core_role.id"],
            name=op.f("fk_core_user_role_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["core_user.id"],
            name=op.f("fk_core_user_role_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_user_role")),
        sa.UniqueConstraint("user_id", "role_id", name=op.f("uq_core_user_role_user_id_role_id")),
    )
    with op.batch_alter_table("core_user_role", schema=None) as batch_op:
        batch_op.create_index("ix_core_user_role_role_id", ["role_id"], unique=False)

    op.create_table(
        "core_import_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("importer", sa.String(length=50), nullable=False),
        sa.Column("profile", sa.String(length=50), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "checking",
                "checked",
                "importing",
                "done",
                "failed",
                "discarded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("remarked", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["core_user.id"], name=op.f("fk_core_import_run_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["core_job.id"], name=op.f("fk_core_import_run_job_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_import_run")),
    )
    with op.batch_alter_table("core_import_run", schema=None) as batch_op:
        batch_op.create_index(
            "ix_core_import_run_created_at_id", ["created_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_core_import_run_created_by_id"), ["created_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_core_import_run_importer"), ["importer"], unique=False)
        batch_op.create_index(batch_op.f("ix_core_import_run_job_id"), ["job_id"], unique=False)

    op.create_table(
        "core_import_run_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["core_import_run.id"],
            name=op.f("fk_core_import_run_file_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_import_run_file")),
    )
    with op.batch_alter_table("core_import_run_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_import_run_file_digest"), ["digest"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_core_import_run_file_run_id"), ["run_id"], unique=False
        )

    op.create_table(
        "core_import_run_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "refused",
                "remark",
                name="rowkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("file", sa.String(length=150), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["core_import_run.id"],
            name=op.f("fk_core_import_run_row_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_import_run_row")),
    )
    with op.batch_alter_table("core_import_run_row", schema=None) as batch_op:
        batch_op.create_index(
            "ix_core_import_run_row_run_id_kind_id", ["run_id", "kind", "id"], unique=False
        )
    create_index("core_history")
    create_index("core_party")
    protect(op)


def downgrade() -> None:
    unprotect(op)
    drop_index("core_history")
    drop_index("core_party")
    with op.batch_alter_table("core_import_run_row", schema=None) as batch_op:
        batch_op.drop_index("ix_core_import_run_row_run_id_kind_id")

    op.drop_table("core_import_run_row")
    with op.batch_alter_table("core_import_run_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_import_run_file_run_id"))
        batch_op.drop_index(batch_op.f("ix_core_import_run_file_digest"))

    op.drop_table("core_import_run_file")
    with op.batch_alter_table("core_import_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_import_run_job_id"))
        batch_op.drop_index(batch_op.f("ix_core_import_run_importer"))
        batch_op.drop_index(batch_op.f("ix_core_import_run_created_by_id"))
        batch_op.drop_index("ix_core_import_run_created_at_id")

    op.drop_table("core_import_run")
    with op.batch_alter_table("core_user_role", schema=None) as batch_op:
        batch_op.drop_index("ix_core_user_role_role_id")

    op.drop_table("core_user_role")
    op.drop_table("core_role_permission")
    with op.batch_alter_table("core_party_identifier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_party_identifier_party_id"))

    op.drop_table("core_party_identifier")
    op.drop_table("core_party_contact")
    with op.batch_alter_table("core_job", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_core_job_unique_key",
            sqlite_where=sa.text("state IN ('ready', 'running')"),
            postgresql_where=sa.text("state IN ('ready', 'running')"),
        )
        batch_op.drop_index("ix_core_job_state_run_at_id")
        batch_op.drop_index(batch_op.f("ix_core_job_created_by_id"))
        batch_op.drop_index("ix_core_job_created_at_id")

    op.drop_table("core_job")
    with op.batch_alter_table("core_user", schema=None) as batch_op:
        batch_op.drop_index("ix_core_user_name")

    op.drop_table("core_user")
    op.drop_table("core_setting")
    op.drop_table("core_role_permission_seen")
    op.drop_table("core_role")
    op.drop_table("core_plugin_epoch")
    op.drop_table("core_plugin")
    with op.batch_alter_table("core_party", schema=None) as batch_op:
        batch_op.drop_index("ix_core_party_supplier")
        batch_op.drop_index("ix_core_party_name")

    op.drop_table("core_party")
    with op.batch_alter_table("core_history", schema=None) as batch_op:
        batch_op.drop_index("ix_core_history_owner")
        batch_op.drop_index("ix_core_history_at")
        batch_op.drop_index("ix_core_history_actor")

    op.drop_table("core_history")
    op.drop_table("core_counter")
