"""Keep approvals, their flows and delegations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.audit import protect, unprotect

revision = 'core_0011'
down_revision = 'core_0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('core_approval',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('kind', sa.String(length=100), nullable=False),
    sa.Column('record_id', sa.BigInteger(), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('state', sa.Enum('open', 'approved', 'rejected', 'returned', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('requested_by_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version_id', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['requested_by_id'], ['core_user.id'], name=op.f('fk_core_approval_requested_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_core_approval'))
    )
    op.create_index('ix_core_approval_open', 'core_approval', ['kind', 'record_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.create_index('ix_core_approval_record', 'core_approval', ['kind', 'record_id', 'id'])
    op.create_index('ix_core_approval_requested_at', 'core_approval', ['requested_at', 'id'])
    op.create_index('ix_core_approval_requester', 'core_approval', ['requested_by_id', 'requested_at', 'id'])
    op.create_index('ix_core_approval_state', 'core_approval', ['state', 'requested_at', 'id'])
    op.create_table('core_approval_stage',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('kind', sa.String(length=100), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('role_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('needed', sa.Integer(), nullable=False),
    sa.Column('from_amount', sa.BigInteger(), nullable=True),
    sa.Column('due_hours', sa.Integer(), nullable=True),
    sa.Column('escalate_hours', sa.Integer(), nullable=True),
    sa.Column('escalate_to_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('version_id', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint('(escalate_hours IS NULL) = (escalate_to_id IS NULL)', name=op.f('ck_core_approval_stage_escalation')),
    sa.CheckConstraint('due_hours > 0', name=op.f('ck_core_approval_stage_due_hours')),
    sa.CheckConstraint('escalate_hours > 0', name=op.f('ck_core_approval_stage_escalate_hours')),
    sa.CheckConstraint('from_amount >= 0', name=op.f('ck_core_approval_stage_from_amount')),
    sa.CheckConstraint('needed >= 0', name=op.f('ck_core_approval_stage_needed')),
    sa.ForeignKeyConstraint(['escalate_to_id'], ['core_user.id'], name=op.f('fk_core_approval_stage_escalate_to_id')),
    sa.ForeignKeyConstraint(['role_id'], ['core_role.id'], name=op.f('fk_core_approval_stage_role_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_core_approval_stage')),
    sa.UniqueConstraint('kind', 'position', name=op.f('uq_core_approval_stage_kind_position'))
    )
    op.create_table('core_delegation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('delegate_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('from_on < until_on', name=op.f('ck_core_delegation_order_of_days')),
    sa.CheckConstraint('user_id <> delegate_id', name=op.f('ck_core_delegation_somebody_else')),
    sa.ForeignKeyConstraint(['delegate_id'], ['core_user.id'], name=op.f('fk_core_delegation_delegate_id')),
    sa.ForeignKeyConstraint(['user_id'], ['core_user.id'], name=op.f('fk_core_delegation_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_core_delegation'))
    )
    op.create_index('ix_core_delegation_delegate', 'core_delegation', ['delegate_id', 'until_on'])
    op.create_index('ix_core_delegation_user', 'core_delegation', ['user_id', 'until_on'])
    op.create_table('core_approval_preparer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('approval_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.ForeignKeyConstraint(['approval_id'], ['core_approval.id'], name=op.f('fk_core_approval_preparer_approval_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['core_user.id'], name=op.f('fk_core_approval_preparer_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_core_approval_preparer')),
    sa.UniqueConstraint('approval_id', 'user_id', name=op.f('uq_core_approval_preparer_approval_id_user_id'))
    )
    op.create_table('core_approval_stage_user',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('stage_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.ForeignKeyConstraint(['stage_id'], ['core_approval_stage.id'], name=op.f('fk_core_approval_stage_user_stage_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['core_user.id'], name=op.f('fk_core_approval_stage_user_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_core_approval_stage_user')),
    sa.UniqueConstraint('stage_id', 'user_id', name=op.f('uq_core_approval_stage_user_stage_id_user_id'))
    )
    op.create_index('ix_core_approval_stage_user_user_id', 'core_approval_stage_user', ['user_id'])
    op.create_table('core_approval_step',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('approval_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('needed', sa.Integer(), nullable=False),
    sa.Column('role_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('permission', sa.String(length=100), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'open', 'done', 'closed', name='stepstate', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('due_hours', sa.Integer(), nullable=True),
    sa.Column('escalate_hours', sa.Integer(), nullable=True),
    sa.Column('escalate_to_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('escalate_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('needed > 0', name=op.f('ck_core_approval_step_needed')),
    sa.ForeignKeyConstraint(['approval_id'], ['core_approval.id'], name=op.f('fk_core_approval_step_approval_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['escalate_to_id'], ['core_user.id'], name=op.f('fk_core_approval_step_escalate_to_id')),
    sa.ForeignKeyConstraint(['role_id'], ['core_role.id'], name=op.f('fk_core_approval_step_role_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_core_approval_step')),
    sa.UniqueConstraint('approval_id', 'position', name=op.f('uq_core_approval_step_approval_id_position'))
    )
    op.create_index('ix_core_approval_step_state', 'core_approval_step', ['state', 'approval_id'])
    op.create_table('core_approval_decision',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('approval_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('step_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('requested_by_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('principal_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('verdict', sa.Enum('approve', 'return', 'reject', name='verdict', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('user_id <> requested_by_id AND principal_id <> requested_by_id', name=op.f('ck_core_approval_decision_two_people')),
    sa.ForeignKeyConstraint(['approval_id'], ['core_approval.id'], name=op.f('fk_core_approval_decision_approval_id')),
    sa.ForeignKeyConstraint(['principal_id'], ['core_user.id'], name=op.f('fk_core_approval_decision_principal_id')),
    sa.ForeignKeyConstraint(['requested_by_id'], ['core_user.id'], name=op.f('fk_core_approval_decision_requested_by_id')),
    sa.ForeignKeyConstraint(['step_id'], ['core_approval_step.id'], name=op.f('fk_core_approval_decision_step_id')),
    sa.ForeignKeyConstraint(['user_id'], ['core_user.id'], name=op.f('fk_core_approval_decision_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_core_approval_decision')),
    sa.UniqueConstraint('step_id', 'principal_id', name=op.f('uq_core_approval_decision_step_id_principal_id')),
    sa.UniqueConstraint('step_id', 'user_id', name=op.f('uq_core_approval_decision_step_id_user_id'))
    )
    op.create_index('ix_core_approval_decision_approval_id', 'core_approval_decision', ['approval_id'])
    op.create_index('ix_core_approval_decision_user', 'core_approval_decision', ['user_id', 'approval_id'])
    op.create_table('core_approval_signer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('step_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('added_by_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['core_user.id'], name=op.f('fk_core_approval_signer_added_by_id')),
    sa.ForeignKeyConstraint(['step_id'], ['core_approval_step.id'], name=op.f('fk_core_approval_signer_step_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['core_user.id'], name=op.f('fk_core_approval_signer_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_core_approval_signer')),
    sa.UniqueConstraint('step_id', 'user_id', name=op.f('uq_core_approval_signer_step_id_user_id'))
    )
    op.create_index('ix_core_approval_signer_user_id', 'core_approval_signer', ['user_id'])
    protect(op, "core_approval_decision")


def downgrade() -> None:
    unprotect(op, "core_approval_decision")
    op.drop_table('core_approval_signer')
    op.drop_table('core_approval_decision')
    op.drop_table('core_approval_step')
    op.drop_table('core_approval_stage_user')
    op.drop_table('core_approval_preparer')
    op.drop_table('core_delegation')
    op.drop_table('core_approval_stage')
    op.drop_table('core_approval')
