"""Whatever happens in whatever order: no cent appears or is lost."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise

import sqlalchemy as sa
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from core.errors import BusinessError
from plugins.finance.check.services import find_faults
from plugins.finance.payable import rules
from plugins.finance.settlement import services as statements
from plugins.finance.settlement.models import Kind, Line, LineState, State, Statement
from plugins.finance.terms.models import Basis

MONTHS = [(date(2026, month, 1), date(2026, month + 1, 1)) for month in range(1, 5)]
OPEN = {State.DRAFT, State.SENT, State.CONFIRMED, State.DISPUTED, State.FROZEN, State.APPROVED}
cents = st.integers(1, 99_999_99).map(lambda whole: Decimal(whole) / 100)
days = st.dates(date(2026, 1, 1), date(2026, 3, 31))
which = st.integers(0, 20)


def several(*facts):
    return st.lists(st.tuples(*facts), max_size=4)


# A month: what is sold and refunded, and after its run who takes which statement how far.
months = st.lists(
    st.fixed_dictionaries(
        {
            "sell": st.lists(st.tuples(st.integers(0, 1), cents, days), min_size=1, max_size=4),
            "refund": several(which, st.integers(1, 100), days, st.booleans()),
            "settle": st.just([()]),
            "send": several(which),
            "dispute": several(which),
            "release": several(which),
            "advance": several(which, st.integers(1, 5)),
        }
    ),
    min_size=2,
    max_size=4,
)
NEXT = {
    State.DRAFT: "send",
    State.SENT: "confirm",
    State.CONFIRMED: "freeze",
    State.DISPUTED: "freeze",
    State.FROZEN: "approve",
    State.APPROVED: "pay",
}


class Story:
    """Plays what happened to two suppliers; what is not possible just does not happen."""

    def __init__(self, shop, now) -> None:
        self.shop, self.session, self.now = shop, shop.session, now
        self.suppliers = [shop.supplier("S1"), shop.supplier("S2")]
        self.left: list[list] = []

    def play(self, told) -> None:
        for self.month, happened in enumerate(told):
            for name, all_facts in happened.items():
                for facts in all_facts:
                    with contextlib.suppress(BusinessError):
                        getattr(self, name)(*facts)

    def sell(self, which, price, day) -> None:
        line = self.shop.sell(self.suppliers[which], price, day, quantity=Decimal(3))
        self.left.append([line, price])

    def refund(self, which, percent, day, returns) -> None:
        if self.left:
            sold = self.left[which % len(self.left)]
            part = (sold[1] * percent / 100).quantize(Decimal("0.01"))
            if part:
                sold[1] -= part
                self.shop.refund(sold[0], part, day, returns_commission=returns)

    def settle(self) -> None:
        self.shop.settle(MONTHS[self.month])

    def send(self, which) -> None:
        self.advance(which, 1)

    def advance(self, which, steps) -> None:
        found = self.all(Statement)
        for _ in range(steps if found else 0):
            chosen = found[which % len(found)]
            self.shop.take(chosen, NEXT.get(chosen.state, "send"))

    def dispute(self, which) -> None:
        self._line(which, statements.dispute, reason="no")

    def release(self, which) -> None:
        self._line(which, statements.release)

    def _line(self, which, act, **facts) -> None:
        found = self.all(Line)
        if found:
            line = found[which % len(found)]
            act(self.session, line, by=self.shop.clerk, now=self.now, **facts)

    def all(self, model) -> list:
        return list(self.session.scalars(sa.select(model).order_by(model.id)))


def expect_identity(story) -> None:
    for supplier in story.suppliers:
        mine = [one for one in story.all(Statement) if one.supplier_id == supplier.id]
        lines = [one for one in story.all(Line) if one.supplier_id == supplier.id]
        owed = sum(line.net for line in lines)
        paid = sum(one.net for one in mine if one.state is State.PAID)
        # What was carried is in the net of the statement that took it over.
        not_yet = sum(one.net for one in mine if one.state in OPEN)
        held = sum(line.net for line in lines if line.statement_id is None)
        assert owed == paid + not_yet + held


def expect_rules(lines, rate) -> None:
    for line in lines:
        if line.kind is Kind.SALE:
            assert line.commission == rules.commission(line.commission_base, rate)
            assert line.eligible_on == rules.eligible_on(line.event_on, 7)
            refunds = [one for one in lines if one.refund_of_id == line.id]
            assert sum((-one.gross for one in refunds), Decimal(0)) <= line.gross
            assert sum((-one.commission for one in refunds), Decimal(0)) <= line.commission


# A database is made for the test and rolled back after every story.
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=months, rate=st.integers(0, 10_000).map(lambda parts: Decimal(parts) / 10_000))
def test_what_suppliers_earned_is_paid_open_held_or_carried(shop, told, rate) -> None:
    with shop.session.begin_nested() as story_only:
        shop.agree(rate=rate)
        story = Story(shop, shop.now)
        story.play(told)
        shop.session.flush()
        shop.session.expire_all()
        for state in sorted({one.state.value for one in story.all(Statement)}):
            event(state)
        expect_identity(story)
        expect_rules(story.all(Line), rate)
        # The story pays without a bank.
        faults = {fault.rule for fault in find_faults(shop.session)}
        assert faults <= {"finance.payment.paid"}
        assert len({(one.source, one.source_id, one.kind) for one in story.all(Line)}) == len(
            story.all(Line)
        )
        assert all(
            (line.statement_id is None) == (line.state in {LineState.HELD, LineState.RELEASED})
            for line in story.all(Line)
        )
        story_only.rollback()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    goods=st.lists(st.integers(1, 3 * 10**8), min_size=1, max_size=8),
    discount=st.integers(0, 100),
    rate=st.integers(0, 10**6).map(lambda parts: Decimal(parts) / 10**6),
)
def test_the_database_works_out_what_the_rules_say(shop, goods, discount, rate) -> None:
    with shop.session.begin_nested() as once:
        shop.agree(rate=rate, basis=Basis.PAID, commission_on=Basis.PRICE)
        parts = [Decimal(one) / 100 for one in goods]
        price = sum(parts)
        granted = (price * discount / 200).quantize(Decimal("0.01"))
        facts = {"seller_discount": granted, "paid": price}
        sold = shop.sell(shop.supplier("S1"), price, **facts)
        for part in parts:
            shop.refund(sold, part)
        shop.settle()
        line = shop.line(sold)
        assert line.gross == price - granted
        assert line.commission == rules.commission(price, rate)
        running = list(pairwise(accumulate(parts, initial=Decimal(0))))
        # In the order of the refunds: the database may write them in any.
        back = sorted(
            (one for one in shop.lines() if one.refund_of_id), key=lambda one: one.source_id
        )
        assert [-one.gross for one in back] == [
            rules.reversal(line.gross, before, after, price) for before, after in running
        ]
        assert [-one.commission for one in back] == [
            rules.reversal(line.commission, before, after, price) for before, after in running
        ]
        once.rollback()
