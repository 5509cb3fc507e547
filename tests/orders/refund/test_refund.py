from __future__ import annotations

import threading
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import BusinessError
from core.user.models import User
from plugins.orders.ledger.models import Line, Order
from plugins.orders.refund import queries, services
from plugins.orders.refund.models import Refund, State
from plugins.orders.refund.rules import Claim


@pytest.fixture
def sold(shop) -> Order:
    """Two lines: 100.00 and 6.00 freight, 20.00 without freight."""
    return shop.sell(lines=[("100.00", "6.00"), ("20.00", "0")])


def left(order, position=1) -> tuple[str, ...]:
    claim = services.refundable(order)[order.lines[position - 1].id]
    return str(claim.quantity), str(claim.price), str(claim.freight)


def test_a_refund_goes_from_request_to_approval_to_payment(shop, sold) -> None:
    refund = shop.pay_out(shop.ask(sold, ("1", "33.33", "6.00")))
    assert (refund.state, refund.amount) == (State.PAID_OUT, Decimal("39.33"))
    assert refund.refunded_on is not None
    assert shop.order().refunded == Decimal("39.33")


def test_without_a_price_a_quantity_is_refunded_at_its_worth(shop, sold) -> None:
    assert shop.ask(sold, ("1", None, "0")).amount == 100


def test_what_is_asked_for_is_taken_at_once_and_free_again_when_it_is_rejected(shop, sold) -> None:
    refund = shop.ask(sold, ("0", "100.00", "6.00"))
    assert left(shop.order()) == ("1", "0.00", "0.00")
    with pytest.raises(BusinessError, match=r"at most 0\.00"):
        shop.ask(shop.order(), ("0", "0.01", "0"))
    shop.reject(refund)
    assert left(shop.order()) == ("1", "100.00", "6.00")
    assert shop.order().refunded == 0


@pytest.mark.parametrize(
    "claim",
    [
        ("1", "100.01", "0"),
        ("2", "10", "0"),
        ("2", None, "0"),
        ("1", "10", "6.01"),
        ("1", "-1", "0"),
    ],
)
def test_no_more_is_refunded_than_was_paid_for_the_line(shop, sold, claim) -> None:
    with pytest.raises(BusinessError, match="at most"):
        shop.ask(sold, claim)


def test_somebody_who_paid_less_gets_no_more_back_than_that(shop) -> None:
    order = shop.sell(paid="50.00")
    with pytest.raises(BusinessError, match="too much"):
        shop.ask(order, ("1", "50.01", "0"))
    assert shop.ask(order, ("1", "50.00", "0")).amount == 50


def test_who_has_not_paid_gets_nothing_back(shop) -> None:
    with pytest.raises(BusinessError, match="too much"):
        shop.ask(shop.sell(paid="0", state="placed", paid_at=None), ("1", None, "0"))


def test_a_refund_takes_something(shop, sold) -> None:
    with pytest.raises(BusinessError, match="at least one line"):
        shop.ask(sold, ("0", None, "0"))


def test_a_line_of_another_order_or_one_that_is_gone_is_no_line(shop, sold) -> None:
    other = shop.sell("A-2").lines[0].id
    gone = sold.lines[1].id
    shop.sell(lines=[("100.00", "6.00")], paid="126.00")
    for key in (other, gone):
        with pytest.raises(BusinessError, match="open it again"):
            services.request_refund(
                shop.session,
                sold,
                {key: Claim(Decimal(1), None, Decimal(0))},
                **shop.usual_request,
            )


@pytest.mark.parametrize("step", ["approve", "reject", "pay_out"])
def test_who_asks_for_a_refund_takes_no_further_step(shop, sold, step) -> None:
    refund = shop.ask(sold, ("1", "10", "0"))
    facts = {"now": shop.usual_request["now"]}
    if step == "pay_out":
        services.approve(shop.session, refund, by=shop.manager, **facts)
        facts["on"] = shop.usual_request["on"]
    elif step == "reject":
        facts["reason"] = "no"
    with pytest.raises(BusinessError, match="colleague"):
        getattr(services, step)(shop.session, refund, by=shop.clerk, **facts)


def test_a_refund_is_paid_out_once(shop, sold) -> None:
    refund = shop.pay_out(shop.ask(sold, ("1", "10", "0")))
    facts = {key: shop.usual_request[key] for key in ("on", "now")}
    with pytest.raises(BusinessError, match="decided before"):
        services.pay_out(shop.session, refund, by=shop.manager, **facts)


def test_the_database_knows_two_people_and_the_day_of_payment(shop, session, sold) -> None:
    refund = shop.ask(sold, ("1", "10", "0"))
    for values in ({"decided_by_id": shop.clerk.id}, {"state": State.PAID_OUT}):
        change = sa.update(Refund).where(Refund.id == refund.id).values(**values)
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            session.execute(change, execution_options={"audited": True})


def test_of_two_who_ask_at_once_for_the_same_money_one_is_refused(app, shop, sold) -> None:
    key, line, facts = sold.id, sold.lines[0].id, shop.usual_request
    clerk = facts.pop("by").id
    shop.session.commit()  # and touch nothing until they are done: on SQLite that would lock
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def ask() -> None:
        with app.app_context():
            session = db.session()
            order = session.get(Order, key)
            by = session.get(User, clerk)
            session.rollback()
            start.wait()
            try:
                wanted = {line: Claim(Decimal(0), Decimal("60.00"), Decimal(0))}
                services.request_refund(session, order, wanted, by=by, **facts)
                session.commit()
                outcomes.append("granted")
            except BusinessError:
                session.rollback()
                outcomes.append("refused")

    threads = [threading.Thread(target=ask) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["granted", "refused"]
    assert shop.order().refunded == 60


def test_the_counts_of_refunds_are_proved(shop, session, sold) -> None:
    shop.pay_out(shop.ask(sold, ("1", "10", "0"), ("1", "5", "0")))
    shop.reject(shop.ask(sold, ("0", "1", "0")))
    assert session.execute(queries.miscounted_lines()).all() == []
    assert session.scalars(queries.miscounted_orders()).all() == []
    session.execute(sa.update(Line).where(Line.position == 2).values(refunded_price=Decimal(4)))
    assert session.execute(queries.miscounted_lines()).all() == [("A-1", 2)]
    assert session.scalars(queries.miscounted_orders()).all() == ["A-1"]
