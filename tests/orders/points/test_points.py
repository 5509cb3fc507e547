from __future__ import annotations

import contextlib
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import BusinessError
from core.setting.services import change
from plugins.orders.ledger.rules import PaymentDraft
from plugins.orders.plugin import check_invariants
from plugins.orders.points import queries, rules, services
from plugins.orders.points.models import Kind, Points
from plugins.orders.points.rules import Lot
from tests.orders.conftest import NOW, SIGNED, TODAY

ELIGIBLE = SIGNED.date() + timedelta(days=8)


class Member:
    """A buyer whose points a test follows."""

    def __init__(self, shop) -> None:
        self.shop, self.session, self.key = shop, shop.session, shop.parties["K1"]

    def earn(self, *args, **facts):
        order = self.shop.sell(*args, **facts)
        facts = {"by": self.shop.clerk, "on": order.placed_on, "now": NOW}
        services.post(self.session, order, self.key, **facts)
        return order

    def settle(self, on=ELIGIBLE):
        done = services.settle(self.session, on=on, now=NOW)
        return done.confirmed, done.expired

    def adjust(self, points, on=TODAY, **facts):
        told = {"party": "K1", "note": "apology", "by": self.shop.manager, "on": on, "now": NOW}
        services.adjust(self.session, points=Decimal(points), **told | facts)

    @property
    def balance(self) -> tuple[str, str]:
        pending, confirmed = self.session.execute(queries.balance(self.key)).one()
        return f"{pending:.2f}", f"{confirmed:.2f}"


@pytest.fixture
def member(shop) -> Member:
    return Member(shop)


def test_points_wait_until_nobody_can_return_the_goods(member) -> None:
    member.earn()
    assert member.balance == ("106.00", "0.00")
    assert member.settle(ELIGIBLE - timedelta(days=1)) == (0, 0)
    assert member.settle() == (1, 0)
    assert member.settle() == (0, 0)
    assert member.balance == ("0.00", "106.00")


def test_what_is_paid_with_points_or_a_coupon_earns_none(member) -> None:
    payments = [
        PaymentDraft(1, "points", Decimal(20)),
        PaymentDraft(2, "coupon", Decimal(6)),
        PaymentDraft(3, "wechat", Decimal(80)),
    ]
    member.earn(payments=tuple(payments))
    assert member.balance == ("80.00", "0.00")
    member.earn("A-2", payments=(PaymentDraft(1, "points", Decimal(106)),))
    assert member.balance == ("80.00", "0.00")


def test_the_rate_is_set_up(member, session) -> None:
    change(session, services.RATE, "50%")
    member.earn(lines=[("12345.67", "0")])
    assert member.balance == ("6172.84", "0.00")


def test_an_order_earns_once(member, session) -> None:
    member.earn()
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        member.earn()


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_refunds_take_points_back_in_proportion_and_all_of_them_everything(
    shop, member, is_confirmed
) -> None:
    order = member.earn(lines=[("100.00", "0")])
    if is_confirmed:
        member.settle()
    for price, left in [("33.33", "66.67"), ("33.34", "33.33"), ("33.33", "0.00")]:
        shop.pay_out(shop.ask(shop.order(order.number), ("0", price, "0")))
        assert member.balance[is_confirmed] == left
    assert check_invariants(shop.session) == []


def test_points_go_back_when_the_money_does_and_not_before(shop, member) -> None:
    refund = shop.ask(member.earn(), ("1", None, "0"))
    assert member.balance == ("106.00", "0.00")
    shop.pay_out(refund)
    assert member.balance == ("6.00", "0.00")


def test_what_was_spent_meanwhile_makes_the_balance_negative(shop, member) -> None:
    order = member.earn(lines=[("100.00", "0")])
    member.settle()
    member.adjust(-80)
    shop.pay_out(shop.ask(order, ("1", None, "0")))
    assert member.balance == ("0.00", "-80.00")


def test_points_end_after_their_days_and_what_was_used_came_from_the_oldest(member) -> None:
    member.earn()
    member.settle()
    member.adjust(50, on=ELIGIBLE + timedelta(days=100))
    member.adjust(-30, on=ELIGIBLE + timedelta(days=101))
    assert member.settle(ELIGIBLE + timedelta(days=364)) == (0, 0)
    assert member.settle(ELIGIBLE + timedelta(days=365)) == (0, 1)
    assert member.balance == ("0.00", "50.00")
    assert member.settle(ELIGIBLE + timedelta(days=465)) == (0, 1)
    assert member.balance == ("0.00", "0.00")


def test_points_may_be_valid_for_ever(member, session) -> None:
    change(session, services.VALID, "0")
    member.earn()
    member.settle()
    assert member.settle(ELIGIBLE + timedelta(days=9_999)) == (0, 0)


def test_no_more_is_taken_by_hand_than_is_there(member) -> None:
    member.adjust(5)
    with pytest.raises(BusinessError, match=r"only 5\.00"):
        member.adjust("-5.01")
    with pytest.raises(BusinessError, match="how many"):
        member.adjust(0)
    with pytest.raises(BusinessError, match="no party with the code K9"):
        member.adjust(1, party="K9")
    assert member.balance == ("0.00", "5.00")


@pytest.mark.parametrize("statement", [sa.update(Points).values(note="x"), sa.delete(Points)])
def test_the_database_keeps_every_entry_as_it_is(member, session, statement) -> None:
    member.earn()
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), session.begin_nested():
        session.execute(statement)


def test_the_base_of_a_month_is_what_was_confirmed_less_what_went_back(shop, member) -> None:
    order = member.earn(lines=[("100.00", "0")])
    member.earn("A-2")
    member.settle()
    shop.pay_out(shop.ask(order, ("0", "40.00", "0")))  # in November
    october = queries.base(ELIGIBLE.replace(day=1), ELIGIBLE.replace(month=11, day=1))
    assert shop.session.execute(october).all() == [(member.key, Decimal(206))]
    november = queries.base(TODAY.replace(day=1), TODAY)
    assert shop.session.execute(november).all() == []
    today = queries.base(TODAY, TODAY + timedelta(days=1))
    assert shop.session.execute(today).all() == [(member.key, Decimal(-40))]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("refund"), st.integers(1, 12_000)),
        st.tuples(st.just("settle"), st.integers(0, 800)),
        st.tuples(st.just("adjust"), st.integers(-3_000, 3_000)),
    ),
    max_size=8,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS, st.integers(1, 9))
def test_whatever_happens_the_balance_is_the_sum_and_ends_by_the_rules(shop, steps, each) -> None:
    with shop.session.begin_nested() as point:
        member = Member(shop)
        order, day = member.earn(f"H-{each}", lines=[("100.00", "3.33")]), ELIGIBLE
        for verb, figure in steps:
            if verb == "settle":
                day += timedelta(days=figure)
                expected = _expected(shop.session, member.key, day)
                _confirmed, expired = member.settle(day)
                assert bool(expired) is (expected > 0)
            elif verb == "adjust" and figure:
                _try(member.adjust, Decimal(figure) / 100, on=day)
            else:
                price = Decimal(figure) / 100
                _try(lambda price=price: shop.pay_out(shop.ask(order, ("0", price, "0"))))
            assert check_invariants(shop.session) == []
        rest = shop.order(order.number).lines[0].paid - shop.order(order.number).refunded
        if rest > 0:
            shop.pay_out(shop.ask(order, ("0", rest, "3.33")))
        told = shop.session.scalars(queries.of_order(order.id)).all()
        assert sum(one.pending + one.confirmed for one in told) == 0
        point.rollback()


def _try(act, *args, **facts) -> None:
    with contextlib.suppress(BusinessError):
        act(*args, **facts)


def _expected(session, party_id, day) -> Decimal:
    """Work out what expires from the entries, as the rules say it."""
    told = session.scalars(sa.select(Points).where(Points.party_id == party_id)).all()
    lots = [Lot(one.expires_on, one.confirmed) for one in told if one.expires_on]
    used = sum(
        -one.confirmed
        for one in told
        if one.kind is Kind.EXPIRE or (one.kind is Kind.ADJUST and one.confirmed < 0)
    )
    return rules.expiring(lots, Decimal(used), day)
