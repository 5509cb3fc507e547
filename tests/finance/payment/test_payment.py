"""Who is paid, where to, and what the bank makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.errors import BusinessError
from core.hooks import hookimpl
from core.sources import Source
from core.testing import check_told, make_user
from plugins.finance.contract import PaidSettlement
from plugins.finance.payment import queries, services
from plugins.finance.payment.importer import importer
from plugins.finance.payment.models import Account, Batch, BatchState, Item, ItemState
from plugins.finance.settlement.models import State, Statement

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TODAY = date(2026, 11, 23)
WORDS = {True: "成功", False: "失败"}


class Bank:
    """Enters accounts, makes batches and answers them."""

    def __init__(self, shop, folder) -> None:
        self.shop, self.session, self.folder = shop, shop.session, folder

    def enter(self, supplier, number="6222 0210 0111 6245", by=None) -> Account:
        facts = {"holder": " Works ", "bank": "ICBC", "number": number}
        by = by or self.shop.clerk
        return services.enter_account(self.session, supplier, **facts, by=by, now=NOW)

    def account(self, supplier) -> Account:
        account = self.enter(supplier)
        services.confirm_account(self.session, account, by=self.shop.manager, now=NOW)
        return account

    def batch(self, *statements, sent=True) -> Batch:
        made = services.create_batch(
            self.session, [one.id for one in statements], by=self.shop.clerk, on=TODAY, now=NOW
        )
        if sent:
            services.export(self.session, made, now=NOW)
        self.session.expire_all()
        return self.session.scalars(queries.batch(made.id)).unique().one()

    def answers(self, *rows):
        """Import the bank's file; a row is a batch, position, amount and whether it is paid."""
        lines = ["批次号,序号,金额,结果,流水号,原因"]
        for number, position, amount, paid in rows:
            lines.append(f"{number},{position},{amount},{WORDS[paid]},B-1,账号有误")
        path = self.folder / "answer.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        source = Source(importer.profile("generic"), {"answer.csv": path})
        report = importer.run(
            self.session, source, by=self.shop.clerk, now=NOW, progress=lambda *_: None
        )
        self.session.expire_all()
        check_told(report, "payment")
        (count,) = report.counts.values() if isinstance(report.counts, dict) else report.counts
        return count


@pytest.fixture
def bank(shop, tmp_path) -> Bank:
    return Bank(shop, tmp_path)


@pytest.fixture
def approved(shop, acme) -> Statement:
    """An approved statement of 90.00."""
    shop.sell(acme, "100.00")
    shop.settle()
    return shop.take(shop.statement(acme), "send", "confirm", "freeze", "approve")


def states(bank) -> list[ItemState]:
    return list(bank.session.scalars(sa.select(Item.state).order_by(Item.id)))


def test_payments_go_where_two_people_agree(bank, acme, shop) -> None:
    account = bank.enter(acme)
    with pytest.raises(BusinessError, match="yourself"):
        services.confirm_account(bank.session, account, by=shop.clerk, now=NOW)
    assert not account.is_current
    services.confirm_account(bank.session, account, by=shop.manager, now=NOW)
    assert (account.is_current, account.number, account.masked) == (
        *(True, "6222021001116245", "…6245"),
    )


def test_the_database_refuses_one_person_for_an_account(bank, acme, shop) -> None:
    bank.enter(acme).confirmed_by_id = shop.clerk.id
    with pytest.raises(IntegrityError):
        bank.session.flush()


def test_an_account_is_confirmed_once(bank, acme) -> None:
    account = bank.account(acme)
    by = make_user(bank.session, name="Fang")
    with pytest.raises(BusinessError, match="already"):
        services.confirm_account(bank.session, account, by=by, now=NOW)
    assert account.is_current


@pytest.mark.parametrize("later_first", [False, True])
def test_a_new_account_counts_from_its_confirmation_on(bank, acme, shop, later_first) -> None:
    one, other = bank.enter(acme), bank.enter(acme, "999")
    order = [other, one] if later_first else [one, other]
    for account in order:
        services.confirm_account(bank.session, account, by=shop.manager, now=NOW)
        current = bank.session.scalars(queries.current_accounts([acme.id])).all()
        assert current == [account]


def test_a_refused_confirmation_leaves_the_account_that_counts(bank, acme, shop) -> None:
    current = bank.account(acme)
    with pytest.raises(BusinessError):
        services.confirm_account(bank.session, bank.enter(acme, "9"), by=shop.clerk, now=NOW)
    assert current.is_current


@pytest.mark.parametrize("number", ["", "DE12", "12-34", "１２３", "12a"])
def test_an_account_number_consists_of_digits(bank, acme, number) -> None:
    with pytest.raises(BusinessError, match="digits"):
        bank.enter(acme, number)


@pytest.mark.parametrize("steps", [[], ["send", "confirm", "freeze"]])
def test_only_approved_statements_are_paid(bank, shop, acme, steps) -> None:
    shop.sell(acme, "100.00")
    shop.settle()
    bank.account(acme)
    with pytest.raises(BusinessError, match="not approved"):
        bank.batch(shop.take(shop.statement(acme), *steps))
    assert states(bank) == []


def test_a_batch_needs_a_statement_and_a_confirmed_account(bank, acme, approved) -> None:
    with pytest.raises(BusinessError, match="at least one"):
        bank.batch()
    bank.enter(acme)
    with pytest.raises(BusinessError, match=f"account: {approved.number}"):
        bank.batch(approved)
    assert states(bank) == []


def test_a_batch_is_the_sum_of_its_statements(bank, shop, acme, approved) -> None:
    other = shop.supplier("S2")
    shop.sell(other, "50.00")
    shop.settle()
    second = shop.take(shop.statement(other), "send", "confirm", "freeze", "approve")
    for supplier in (acme, other):
        bank.account(supplier)
    batch = bank.batch(approved, second, sent=False)
    assert (batch.total, batch.item_count) == (Decimal("135.00"), 2)
    assert [item.amount for item in batch.items] == [Decimal("90.00"), Decimal("45.00")]
    assert batch.number == "P-202611-0001"


def test_a_statement_is_never_in_two_live_batches(bank, acme, approved) -> None:
    bank.account(acme)
    batch = bank.batch(approved)
    with pytest.raises(BusinessError, match="another batch"):
        bank.batch(approved)
    row = {"batch_id": batch.id, "position": 2, "statement_id": approved.id}
    account = bank.session.scalar(sa.select(Account.id))
    bank.session.add(Item(**row, account_id=account, amount=Decimal(1)))
    with pytest.raises(IntegrityError):
        bank.session.flush()


def test_what_the_bank_paid_is_paid_and_the_batch_complete(bank, acme, approved) -> None:
    bank.account(acme)
    batch = bank.batch(approved)
    count = bank.answers((batch.number, 1, "90.00", True))
    assert (count.changed, count.refused) == (1, 0)
    assert (approved.state, approved.paid_at) == (State.PAID, NOW)
    assert (batch.state, states(bank)) == (BatchState.COMPLETED, [ItemState.PAID])
    with pytest.raises(BusinessError):
        services.export(bank.session, batch, now=NOW)


def test_other_plugins_are_told_once_of_what_the_bank_paid(bank, acme, approved, answering) -> None:
    heard = []

    class Listener:
        @hookimpl
        def finance_settlement_paid(self, settlement, by) -> None:
            heard.append((settlement, by.name))

    answering(Listener())
    bank.account(acme)
    failed = bank.batch(approved)
    bank.answers((failed.number, 1, approved.payable, False))
    assert heard == []
    batch = bank.batch(approved)
    bank.answers((batch.number, 1, approved.payable, True))
    bank.answers((batch.number, 1, approved.payable, True))
    told = PaidSettlement(approved.number, acme.id, approved.payable, "CNY", TODAY)
    assert heard == [(told, bank.shop.clerk.name)]


def test_a_failed_payment_is_tried_again_with_a_new_batch(bank, acme, approved) -> None:
    bank.account(acme)
    first = bank.batch(approved)
    bank.answers((first.number, 1, "90.00", False))
    assert (approved.state, first.state) == (State.APPROVED, BatchState.COMPLETED)
    failure = bank.session.scalars(queries.failures_of(approved.id)).one()
    assert failure.failed_reason == "账号有误"
    second = bank.batch(approved)
    bank.answers((second.number, 1, "90.00", True))
    assert (approved.state, states(bank)) == (State.PAID, [ItemState.FAILED, ItemState.PAID])


@pytest.mark.parametrize("paid", [True, False])
def test_the_same_answer_twice_changes_nothing(bank, acme, approved, paid) -> None:
    bank.account(acme)
    row = (bank.batch(approved).number, 1, "90.00", paid)
    bank.answers(row)
    before = approved.version_id
    count = bank.answers(row)
    assert (count.changed, count.unchanged, count.refused) == (0, 1, 0)
    assert approved.version_id == before


def test_an_answer_that_does_not_fit_is_refused(bank, acme, approved) -> None:
    bank.account(acme)
    number = bank.batch(approved).number
    rows = [(number, 1, "90.01", True), (number, 2, "90.00", True), ("P-0", 1, "90.00", True)]
    assert bank.answers(*rows).refused == 3
    assert (approved.state, states(bank)) == (State.APPROVED, [ItemState.PENDING])


def test_a_bank_that_contradicts_itself_is_refused(bank, acme, approved) -> None:
    bank.account(acme)
    number = bank.batch(approved).number
    rows = [(number, 1, "90.00", True), (number, 1, "90.00", False)]
    count = bank.answers(*rows)
    assert (count.changed, count.refused, approved.state) == (1, 1, State.PAID)


def test_a_batch_that_was_never_sent_cannot_be_answered(bank, acme, approved) -> None:
    bank.account(acme)
    batch = bank.batch(approved, sent=False)
    assert bank.answers((batch.number, 1, "90.00", True)).refused == 1
    assert approved.state is State.APPROVED


def test_a_batch_stays_open_until_the_bank_has_answered_for_all(bank, shop, acme, approved) -> None:
    other = shop.supplier("S2")
    shop.sell(other, "50.00")
    shop.settle()
    second = shop.take(shop.statement(other), "send", "confirm", "freeze", "approve")
    for supplier in (acme, other):
        bank.account(supplier)
    batch = bank.batch(approved, second)
    bank.answers((batch.number, 2, "45.00", False))
    assert batch.state is BatchState.EXPORTED
    bank.answers((batch.number, 1, "90.00", True))
    assert (batch.state, second.state) == (BatchState.COMPLETED, State.APPROVED)


def test_one_batch_pays_in_one_currency(bank, shop, acme, approved) -> None:
    other = shop.supplier("S2")
    shop.sell(other, "50.00")
    shop.settle()
    second = shop.take(shop.statement(other), "send", "confirm", "freeze", "approve")
    second.currency = "USD"
    with pytest.raises(BusinessError, match="one currency"):
        bank.batch(approved, second)
