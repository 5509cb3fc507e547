"""Questions asked of payments; each returns a Select."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core.party.models import Party
from core.user.models import User
from plugins.finance.payment.models import Account, Batch, Item, ItemState
from plugins.finance.settlement.models import State, Statement

LIVE = (ItemState.PENDING, ItemState.PAID)


def all_accounts() -> Select[Account]:
    """Accounts with their supplier and who entered them, the unconfirmed first."""
    return (
        select(Account)
        .join(Account.supplier)
        .options(joinedload(Account.supplier), joinedload(Account.entered_by))
        .order_by(Account.confirmed_at.is_not(None), Party.code, Account.id.desc())
    )


def account_list() -> Select[Account]:
    """Accounts for a list that chooses its own columns."""
    return select(Account).join(Account.supplier).join(Account.entered_by)


def accounts_of(supplier_id: int) -> Select[Account]:
    """Every account that a supplier ever had, the newest first."""
    return all_accounts().where(Account.supplier_id == supplier_id)


def current_accounts(supplier_ids: Collection[int]) -> Select[Account]:
    """The confirmed accounts that payments to these suppliers go to."""
    return select(Account).where(Account.supplier_id.in_(supplier_ids), Account.is_current)


def all_batches() -> Select[Batch]:
    """Batches with who made them."""
    return select(Batch).join(User, User.id == Batch.created_by_id)


def batch(batch_id: int) -> Select[Batch]:
    """One batch with its items, their statements, accounts and suppliers."""
    items = joinedload(Batch.items)
    return (
        select(Batch)
        .where(Batch.id == batch_id)
        .options(
            joinedload(Batch.created_by),
            items.joinedload(Item.statement),
            items.joinedload(Item.account).joinedload(Account.supplier),
        )
    )


def items_of(numbers: Collection[str]) -> Select[Item]:
    """The items of some batches, with the statements that they pay, for the bank's answer."""
    return (
        select(Item)
        .join(Item.batch)
        .where(Batch.number.in_(numbers))
        .options(joinedload(Item.batch), joinedload(Item.statement))
        .order_by(Item.batch_id, Item.position)
    )


def payable() -> Select[Statement]:
    """Approved statements with something to pay that no live payment covers."""
    covered = select(Item.statement_id).where(Item.state.in_(LIVE))
    return (
        select(Statement)
        .where(
            Statement.state == State.APPROVED,
            Statement.net > 0,
            Statement.id.not_in(covered),
        )
        .order_by(Statement.number)
    )


def failures_of(statement_id: int) -> Select[Item]:
    """The payments of a statement that the bank refused, the newest first."""
    return (
        select(Item)
        .where(Item.statement_id == statement_id, Item.state == ItemState.FAILED)
        .options(joinedload(Item.batch))
        .order_by(Item.id.desc())
    )
