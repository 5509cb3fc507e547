"""What can be done with payments.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import hooks, numbering
from core.clock import local_date
from core.company import company
from core.db import lock
from core.errors import BusinessError
from core.party.models import Party
from core.user.models import User
from plugins.finance.contract import PaidSettlement
from plugins.finance.payment import queries
from plugins.finance.payment.models import Account, Batch, Item, ItemState, all_answered
from plugins.finance.settlement import services as settlement
from plugins.finance.settlement.models import Statement

SERIES = "P"
LOCK = "finance.payment"


def enter_account(
    session: Session,
    supplier: Party,
    *,
    holder: str,
    bank: str,
    number: str,
    by: User,
    now: datetime,
) -> Account:
    """Record where a supplier wants to be paid; it counts once a colleague confirms it.

    :raises BusinessError: if the number is not made of digits.
    """
    digits = "".join(number.split())
    if not digits.isascii() or not digits.isdigit():
        raise BusinessError(_("An account number consists of digits."), field="number")
    account = Account(
        supplier_id=supplier.id,
        holder=holder.strip(),
        bank=bank.strip(),
        number=digits,
        entered_by_id=by.id,
        entered_at=now,
    )
    session.add(account)
    session.flush()
    return account


def confirm_account(session: Session, account: Account, *, by: User, now: datetime) -> None:
    """Confirm an account that a colleague entered; from now on payments go there.

    :raises BusinessError: if the same person entered it, or it is confirmed already.
    """
    lock(session, LOCK)
    session.refresh(account)
    account.confirm(by, now)
    for old in session.scalars(queries.current_accounts([account.supplier_id])):
        old.is_current = False
    session.flush()  # the database allows one current account at any moment
    account.is_current = True
    session.flush()


def create_batch(
    session: Session, statement_ids: Collection[int], *, by: User, on: date, now: datetime
) -> Batch:
    """Put approved statements into a new batch for the bank.

    :raises BusinessError: if nothing was chosen, a statement is not approved or already in a
        batch, currencies differ, or a supplier has no confirmed account.
    """
    if not statement_ids:
        raise BusinessError(_("Choose at least one statement to pay."), field="statements")
    lock(session, LOCK)
    statements = session.scalars(
        queries.payable().where(Statement.id.in_(statement_ids)).with_for_update()
    ).all()
    if len(statements) != len(set(statement_ids)):
        raise BusinessError(
            _("A chosen statement is not approved, or another batch pays it. Choose again."),
            field="statements",
        )
    if len({statement.currency for statement in statements}) > 1:
        raise BusinessError(_("One batch pays in one currency."), field="statements")
    accounts = _accounts_of(session, statements)
    batch = Batch(
        number=numbering.next_number(session, SERIES, on=on),
        currency=statements[0].currency,
        total=sum(statement.payable for statement in statements),
        item_count=len(statements),
        created_by_id=by.id,
        created_at=now,
    )
    batch.items = [
        Item(
            position=position,
            statement_id=statement.id,
            account_id=accounts[statement.supplier_id].id,
            amount=statement.payable,
        )
        for position, statement in enumerate(statements, start=1)
    ]
    session.add(batch)
    session.flush()
    return batch


def export(session: Session, batch: Batch, *, now: datetime) -> None:
    """Note that the file of a batch was fetched for the bank; it may be fetched again.

    :raises BusinessError: if the bank has answered already.
    """
    batch.move("export")
    batch.exported_at = batch.exported_at or now
    session.flush()


def answer(
    session: Session,
    item: Item,
    *,
    paid: bool,
    reference: str,
    reason: str,
    by: User,
    now: datetime,
) -> bool:
    """Record the bank's answer for one payment; return whether it is news.

    A failed payment leaves its statement approved, ready for the next batch.

    :raises BusinessError: if the batch was never sent, or the bank contradicts itself.
    """
    told = ItemState.PAID if paid else ItemState.FAILED
    if item.state is told:
        return False
    if item.state is not ItemState.PENDING:
        raise BusinessError(_("The bank answered otherwise before; ask the bank."))
    if item.batch.exported_at is None:
        raise BusinessError(_("This batch has not been sent to the bank."))
    item.state = told
    item.bank_reference = reference
    item.failed_reason = "" if paid else reason
    item.answered_at = now
    if paid:
        settlement.pay(session, item.statement, by=by, now=now)
        _tell(session, item.statement, by=by, on=local_date(now, company().zone))
    session.flush()
    return True


def _tell(session: Session, statement: Statement, *, by: User, on: date) -> None:
    told = PaidSettlement(
        statement.number, statement.supplier_id, statement.payable, statement.currency, on
    )
    hooks.call("finance_settlement_paid", session=session, settlement=told, by=by)


def close(session: Session, batch: Batch, *, now: datetime) -> bool:
    """Complete a batch once the bank has answered for every item; return whether it is."""
    items = session.scalars(queries.items_of([batch.number])).all()
    if batch.can("complete") and all_answered(items):
        batch.move("complete")
        batch.completed_at = now
        session.flush()
    return batch.completed_at is not None


def _accounts_of(session: Session, statements: Collection[Statement]) -> dict[int, Account]:
    suppliers = {statement.supplier_id for statement in statements}
    accounts = {
        account.supplier_id: account
        for account in session.scalars(queries.current_accounts(suppliers))
    }
    missing = sorted(
        statement.number for statement in statements if statement.supplier_id not in accounts
    )
    if missing:
        raise BusinessError(
            _(
                "These statements belong to suppliers without a confirmed bank account: "
                "%(numbers)s. Enter the account and have a colleague confirm it.",
                numbers=", ".join(missing),
            ),
            field="statements",
        )
    return accounts
