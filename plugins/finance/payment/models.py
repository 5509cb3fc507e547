"""Bank accounts of suppliers, batches of payments, and one item for each statement."""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Versioned
from core.errors import BusinessError
from core.party.models import Party
from core.states import words
from core.user.models import User
from plugins.finance.settlement.models import Statement

if TYPE_CHECKING:
    from collections.abc import Sequence


class BatchState(enum.Enum):
    """How far a batch has come."""

    DRAFT = "draft"
    EXPORTED = "exported"
    COMPLETED = "completed"


class ItemState(enum.Enum):
    """What became of one payment."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"


TRANSITIONS = {
    (BatchState.DRAFT, "export"): BatchState.EXPORTED,
    (BatchState.EXPORTED, "export"): BatchState.EXPORTED,
    (BatchState.EXPORTED, "complete"): BatchState.COMPLETED,
}
BATCH_WORDS = {
    BatchState.DRAFT: _l("Draft"),
    BatchState.EXPORTED: _l("Sent to the bank"),
    BatchState.COMPLETED: _l("Completed"),
}
ITEM_STATES = {
    ItemState.PENDING: (_l("Pending"), "secondary"),
    ItemState.PAID: (_l("Paid"), "green"),
    ItemState.FAILED: (_l("Failed"), "red"),
}


class Account(Model):
    """Where a supplier is paid; a change is a new row that somebody else must confirm.

    A changed account number is the commonest way to steal a payment, hence the second person.
    """

    __tablename__ = "finance_payment_account"
    __title__ = _l("Bank account")
    __labels__: ClassVar = {
        "holder": _l("Account holder"),
        "bank": _l("Bank"),
        "number": _l("Account number"),
        "is_current": _l("In use"),
        "entered_by_id": _l("Entered by"),
        "entered_at": _l("Entered"),
        "confirmed_by_id": _l("Confirmed by"),
        "confirmed_at": _l("Confirmed"),
    }
    __audited__ = True
    __table_args__ = (
        sa.CheckConstraint("confirmed_by_id <> entered_by_id", name="two_people"),
        sa.Index(
            "uq_finance_payment_account_current",
            "supplier_id",
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        ),
    )

    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("core_party.id"), index=True)
    holder: Mapped[str] = mapped_column(sa.String(200))
    bank: Mapped[str] = mapped_column(sa.String(200))
    number: Mapped[str] = mapped_column(sa.String(50))
    is_current: Mapped[bool] = mapped_column(default=False)
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    entered_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("core_user.id"))
    confirmed_at: Mapped[datetime | None]

    supplier: Mapped[Party] = relationship(Party, lazy="raise")
    entered_by: Mapped[User] = relationship(User, lazy="raise", foreign_keys=[entered_by_id])

    def __str__(self) -> str:
        return f"{self.holder} {self.masked}"

    @property
    def masked(self) -> str:
        """The number as people may see it: its last four digits."""
        return f"…{self.number[-4:]}"

    def confirm(self, by: User, now: datetime) -> None:
        """Note who stands for the account beside the one who entered it.

        :raises BusinessError: if the same person entered it, or it is confirmed already.
        """
        if self.confirmed_at is not None:
            raise BusinessError(_("This account is confirmed already."))
        if by.id == self.entered_by_id:
            raise BusinessError(
                _("You entered this account yourself; ask a colleague to confirm it.")
            )
        self.confirmed_by_id = by.id
        self.confirmed_at = now


class Batch(Versioned, Model):
    """Payments that go to the bank in one file."""

    __tablename__ = "finance_payment"
    __title__ = _l("Payment batch")
    __labels__: ClassVar = {
        "item_count": _l("Payments"),
        "exported_at": _l("Sent to the bank"),
        "completed_at": _l("Completed"),
    }
    __words__: ClassVar = {"state": words(BATCH_WORDS)}
    __audited__ = True
    __table_args__ = (sa.Index("ix_finance_payment_created", "created_at", "id"),)

    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    state: Mapped[BatchState] = mapped_column(default=BatchState.DRAFT)
    currency: Mapped[str] = mapped_column(sa.String(3))
    total: Mapped[Decimal]
    item_count: Mapped[int]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("core_user.id"))
    created_at: Mapped[datetime]
    exported_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]

    created_by: Mapped[User] = relationship(User, lazy="raise")
    items: Mapped[list[Item]] = relationship(lazy="raise", order_by="Item.position")

    def __str__(self) -> str:
        return self.number

    def can(self, verb: str) -> bool:
        """Return whether the batch may take this step now."""
        return (self.state, verb) in TRANSITIONS

    def move(self, verb: str) -> None:
        """Take a step.

        :raises BusinessError: if the batch has no such step in its state.
        """
        if not self.can(verb):
            raise BusinessError(
                _("Payment batch %(number)s cannot do this any more.", number=self.number)
            )
        self.state = TRANSITIONS[self.state, verb]


class Item(Model):
    """The payment of one statement; a failed one stays, and a later batch tries again."""

    __tablename__ = "finance_payment_item"
    __title__ = _l("Payment")
    __words__: ClassVar = {"state": words(ITEM_STATES)}
    __labels__: ClassVar = {
        "batch_id": _l("Payment batch"),
        "position": _l("Position"),
        "statement_id": _l("Statement"),
        "account_id": _l("Bank account"),
        "bank_reference": _l("Reference of the bank"),
        "failed_reason": _l("Reason"),
        "answered_at": _l("Answered"),
    }
    __audited__ = True
    __named_after__ = ("statement_id",)
    __table_args__ = (
        sa.UniqueConstraint("batch_id", "position"),
        sa.CheckConstraint("amount > 0", name="positive"),
        sa.Index(
            "uq_finance_payment_item_live",
            "statement_id",
            unique=True,
            sqlite_where=sa.text("state IN ('pending', 'paid')"),
            postgresql_where=sa.text("state IN ('pending', 'paid')"),
        ),
    )

    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("finance_payment.id"))
    position: Mapped[int]
    statement_id: Mapped[int] = mapped_column(sa.ForeignKey("finance_settlement.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("finance_payment_account.id"))
    amount: Mapped[Decimal]
    state: Mapped[ItemState] = mapped_column(default=ItemState.PENDING)
    bank_reference: Mapped[str] = mapped_column(sa.String(100), default="")
    failed_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    answered_at: Mapped[datetime | None]

    batch: Mapped[Batch] = relationship(lazy="raise", back_populates="items")
    statement: Mapped[Statement] = relationship(lazy="raise")
    account: Mapped[Account] = relationship(lazy="raise")

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}"


def all_answered(items: Sequence[Item]) -> bool:
    """Return whether the bank has answered for every item."""
    return all(item.state is not ItemState.PENDING for item in items)
