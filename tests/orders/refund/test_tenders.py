from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.approval import services as approval
from plugins.orders.ledger.models import Payment, Tender
from plugins.orders.ledger.rules import PaymentDraft
from plugins.orders.plugin import check_invariants
from plugins.orders.refund import queries, rules, services
from plugins.orders.refund.models import RefundTender, State

MIXED = (
    PaymentDraft(1, "points", Decimal(20)),
    PaymentDraft(2, "wechat", Decimal(86)),
)


@pytest.fixture
def sold(shop):
    """One line for 100.00 and 6.00 freight, paid with 20.00 of points and 86.00 of money."""
    return shop.sell(payments=MIXED)


def given_back(shop) -> dict[str, str]:
    return {one.tender.value: str(one.refunded) for one in shop.order().payments}


def test_every_tender_has_its_place_in_the_order_of_use() -> None:
    assert set(rules.POLICY) == {tender.value for tender in Tender}


def test_money_goes_back_first_and_points_last(shop, sold) -> None:
    shop.ask(sold, ("0", "50.00", "0"))
    assert given_back(shop) == {"points": "0.00", "wechat": "50.00"}
    shop.ask(shop.order(), ("0", "50.00", "6.00"))
    assert given_back(shop) == {"points": "20.00", "wechat": "86.00"}


def test_a_rejected_refund_frees_what_it_had_taken_of_the_tenders(shop, sold) -> None:
    shop.reject(shop.ask(sold, ("1", None, "6.00")))
    assert given_back(shop) == {"points": "0.00", "wechat": "0.00"}
    assert check_invariants(shop.session) == []


def test_who_asked_may_withdraw_and_nobody_decided(shop, session, sold) -> None:
    refund = shop.ask(sold, ("1", None, "6.00"))
    asked = approval.latest(session, services.APPROVAL, refund)
    approval.withdraw(session, asked, by=shop.clerk, now=shop.usual_request["now"])
    assert (refund.state, refund.decided_by_id) == (State.WITHDRAWN, None)
    assert shop.order().refunded == 0


def test_a_returned_refund_is_rejected(shop, session, sold) -> None:
    refund = shop.ask(sold, ("1", None, "6.00"))
    asked = approval.latest(session, services.APPROVAL, refund)
    verdict = services.Verdict.RETURN
    now = shop.usual_request["now"]
    approval.decide(session, asked, verdict, reason="which one?", by=shop.manager, now=now)
    assert (refund.state, refund.decided_by_id) == (State.REJECTED, shop.manager.id)


@pytest.mark.parametrize(
    "payments",
    [
        (MIXED[0],),
        (MIXED[0], PaymentDraft(2, "wechat", Decimal("49.99"))),
        (MIXED[0], PaymentDraft(2, "alipay", Decimal(86))),
    ],
)
def test_a_file_cannot_take_away_a_payment_that_went_back(shop, told, sold, payments) -> None:
    shop.ask(sold, ("0", "50.00", "0"))
    _count, refused = shop.record(told(payments=payments))
    assert "Refunds took back more" in refused["A-1"]


def test_a_file_may_take_away_a_payment_of_which_only_a_rejected_refund_speaks(
    shop, session, sold
) -> None:
    shop.reject(shop.ask(sold, ("0", "50.00", "0")))
    order = shop.sell(payments=(MIXED[0],))
    assert [one.tender for one in order.payments] == [Tender.POINTS]
    assert session.scalars(sa.select(RefundTender)).all() == []


def test_the_database_gives_back_no_more_of_a_payment_than_it_brought(shop, session, sold) -> None:
    change = sa.update(Payment).where(Payment.sequence == 1).values(refunded=Decimal("20.01"))
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(change)


def test_the_counts_of_payments_are_proved(shop, session, sold) -> None:
    refund = shop.ask(sold, ("0", "50.00", "0"))
    assert session.execute(queries.miscounted_payments()).all() == []
    session.execute(sa.update(RefundTender).values(amount=Decimal(49)))
    assert session.execute(queries.miscounted_payments()).all() == [("A-1", 2)]
    assert session.scalars(queries.unsplit()).all() == [refund.number]
