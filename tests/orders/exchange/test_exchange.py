from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import BusinessError
from plugins.orders.exchange import queries, services
from plugins.orders.exchange.models import HOLDING, Exchange, State
from plugins.orders.ledger.models import Line
from plugins.orders.ledger.rules import LineDraft
from plugins.orders.plugin import check_invariants
from plugins.orders.shipment import services as shipments
from tests.orders.conftest import NOW, TODAY


class Counter:
    """Exchanges at the word of a test; the order has three pieces for 100.00."""

    def __init__(self, shop, number="A-1") -> None:
        self.shop, self.session, self.by = shop, shop.session, shop.clerk
        line = LineDraft(1, "P1", "S1", Decimal(3), Decimal(100), Decimal(0))
        self.order = shop.sell(number, lines=[line])

    def ask(self, quantity="1", **facts) -> Exchange:
        usual = {
            "product": "P2",
            "quantity": Decimal(quantity),
            "difference": Decimal(0),
            "freight": Decimal(0),
            "reason": "too small",
            "on": TODAY,
            "now": NOW,
        }
        line = self.order.lines[0].id
        return services.request_exchange(
            self.session, self.order, line, by=self.by, **usual | facts
        )

    def receive(self, exchange) -> Exchange:
        services.receive(self.session, exchange, by=self.by)
        return exchange

    def inspect(self, exchange, *, passed=True, note="") -> Exchange:
        services.inspect(self.session, exchange, passed=passed, note=note, by=self.by)
        return exchange

    def send(self, exchange) -> Exchange:
        parcel = {"carrier": "中通", "tracking_number": f"ZT{exchange.id}"}
        services.send(self.session, exchange, by=self.by, now=NOW, **parcel)
        return exchange

    def sign(self, exchange) -> Exchange:
        self.session.refresh(exchange, ["shipment"])
        shipments.add_event(self.session, exchange.shipment, at=NOW, code="3", text="已签收")
        return exchange

    def complete(self, exchange) -> Exchange:
        services.complete(self.session, exchange, by=self.by)
        return exchange

    def refund(self, exchange) -> Exchange:
        services.refund(self.session, exchange, by=self.by, on=TODAY, now=NOW)
        return exchange

    def reject(self, exchange) -> Exchange:
        self.session.refresh(exchange, ["refund"])
        if exchange.refund is not None:
            self.shop.reject(exchange.refund)
        return exchange

    def resume(self, exchange) -> Exchange:
        services.resume(self.session, exchange, by=self.by)
        return exchange

    def cancel(self, exchange) -> Exchange:
        services.cancel(self.session, exchange, by=self.by)
        return exchange

    @property
    def held(self) -> Decimal:
        return self.shop.order(self.order.number).lines[0].exchanging_quantity


@pytest.fixture
def counter(shop) -> Counter:
    return Counter(shop)


def test_goods_come_back_are_inspected_and_replaced(counter) -> None:
    exchange = counter.inspect(counter.receive(counter.ask("2")))
    assert counter.held == 2
    counter.sign(counter.send(exchange))
    assert exchange.state is State.SENT
    assert counter.complete(exchange).state is State.COMPLETED
    assert counter.held == 0
    assert check_invariants(counter.session) == []


def test_an_exchange_goes_on_when_its_refund_is_refused(counter) -> None:
    exchange = counter.refund(counter.inspect(counter.receive(counter.ask("2"))))
    with pytest.raises(BusinessError, match="stands; reject it"):
        counter.resume(exchange)
    assert counted(counter) == 2
    counter.reject(exchange)
    assert counted(counter) == 0  # the buyer has neither money nor goods
    exchange = counter.resume(exchange)
    assert (exchange.state, exchange.refund_id, counter.held) == (State.PASSED, None, 2)
    assert counted(counter) == 2
    assert counter.send(exchange).state is State.SENT
    assert check_invariants(counter.session) == []


def test_pieces_that_were_refunded_meanwhile_are_not_exchanged_any_more(counter) -> None:
    exchange = counter.reject(counter.refund(counter.inspect(counter.receive(counter.ask("2")))))
    counter.shop.ask(counter.shop.order(), ("2", None, "0"))
    with pytest.raises(BusinessError, match="1 pieces to exchange"):
        counter.resume(exchange)
    assert (exchange.state, counter.held) == (State.REFUNDED, 0)


def counted(counter) -> Decimal:
    lines = [counter.shop.order().lines[0].id]
    return dict(counter.session.execute(queries.exchanged(lines, NOW)).all()).get(lines[0], 0)


def test_a_replacement_is_signed_for_before_the_exchange_ends(counter) -> None:
    exchange = counter.send(counter.inspect(counter.receive(counter.ask())))
    with pytest.raises(BusinessError, match="not signed"):
        counter.complete(exchange)


def test_what_the_buyer_owes_comes_before_the_replacement(counter) -> None:
    exchange = counter.ask(difference=Decimal(20), freight=Decimal("6.50"))
    counter.inspect(counter.receive(exchange))
    with pytest.raises(BusinessError, match=r"owes 26\.50"):
        counter.send(exchange)
    services.collect(counter.session, exchange, receipt="微信 1", by=counter.by)
    assert counter.send(exchange).state is State.SENT
    with pytest.raises(BusinessError, match="Nothing is due"):
        services.collect(counter.session, exchange, receipt="again", by=counter.by)


def test_goods_that_fail_stay_the_buyers_own(counter) -> None:
    exchange = counter.receive(counter.ask())
    with pytest.raises(BusinessError, match="what is wrong"):
        counter.inspect(exchange, passed=False)
    counter.inspect(exchange, passed=False, note="worn")
    assert (exchange.state, counter.held) == (State.REFUSED, 0)


def test_without_a_replacement_the_pieces_are_refunded_at_their_worth(counter) -> None:
    exchange = counter.refund(counter.inspect(counter.receive(counter.ask("2"))))
    counter.session.refresh(exchange, ["refund"])
    assert (exchange.state, exchange.refund.amount) == (State.REFUNDED, Decimal("66.67"))
    line = counter.shop.order().lines[0]
    assert (line.refunded_quantity, line.exchanging_quantity) == (2, 0)
    assert check_invariants(counter.session) == []


def test_no_piece_is_exchanged_and_refunded_at_once(counter) -> None:
    counter.ask("2")
    with pytest.raises(BusinessError, match="has 1 pieces"):
        counter.ask("2")
    with pytest.raises(BusinessError, match="2 pieces are being exchanged and 1 are left"):
        counter.shop.ask(counter.shop.order(), ("2", None, "0"))
    counter.shop.ask(counter.shop.order(), ("1", None, "0"))
    with pytest.raises(BusinessError, match="has 0 pieces"):
        counter.ask()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"product": "P9"}, "no product with the code P9"),
        ({"quantity": Decimal(0)}, "pieces to exchange"),
        ({"difference": Decimal(-1)}, "give money back by a refund"),
    ],
)
def test_what_makes_no_sense_is_refused(counter, facts, sentence) -> None:
    with pytest.raises(BusinessError, match=sentence):
        counter.ask(**facts)


def test_only_what_is_signed_for_is_exchanged(shop) -> None:
    counter = Counter(shop)
    counter.order = shop.sell("A-2", state="shipped", delivered_at=None)
    with pytest.raises(BusinessError, match="signed for"):
        counter.ask()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", sorted({verb for _state, verb in Exchange.__transitions__}))
def test_an_exchange_takes_the_steps_of_its_table(state, verb) -> None:
    exchange = Exchange(number="X-1", state=state)
    if (state, verb) in Exchange.__transitions__:
        exchange.move(verb)
        assert exchange.state is Exchange.__transitions__[state, verb]
    else:
        with pytest.raises(BusinessError, match="X-1"):
            exchange.move(verb)


def test_a_file_leaves_the_pieces_that_are_being_exchanged(counter, told) -> None:
    counter.ask("2")
    line = LineDraft(1, "P1", "S1", Decimal(1), Decimal(100), Decimal(0))
    _count, refused = counter.shop.record(told(lines=[line]))
    assert "line 1" in refused["A-1"]


def test_the_database_holds_no_more_pieces_than_were_sold(counter, session) -> None:
    counter.ask("2")
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.update(Line).values(refunded_quantity=Decimal(2)))
    session.execute(sa.update(Line).values(exchanging_quantity=Decimal(1)))
    assert [one.rule for one in check_invariants(session)] == ["orders.exchange.held"]


VERBS = (
    *("receive", "inspect", "send", "sign", "complete", "refund", "reject", "resume", "cancel"),
    *("ask", "money"),
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 2)), max_size=12))
def test_whatever_happens_pieces_are_conserved(shop, steps) -> None:
    with shop.session.begin_nested() as point:
        counter = Counter(shop, "H-1")
        made = [counter.ask()]
        for verb, which in steps:
            exchange = made[which % len(made)]
            try:
                with shop.session.begin_nested():
                    if verb == "ask":
                        made.append(counter.ask(str(which)))
                    elif verb == "money":
                        shop.ask(shop.order("H-1"), (str(which), None, "0"))
                    elif verb != "sign" or exchange.shipment_id is not None:
                        getattr(counter, verb)(exchange)
            except BusinessError:
                shop.session.refresh(exchange)
            line = shop.order("H-1").lines[0]
            kept = sa.select(sa.func.sum(Exchange.quantity)).where(Exchange.state.in_(HOLDING))
            assert line.exchanging_quantity == (shop.session.scalar(kept) or 0)
            assert line.refunded_quantity + line.exchanging_quantity <= 3
            assert check_invariants(shop.session) == []
        point.rollback()
