"""Money or other goods are given on the page of the order, and the case knows of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.approval import services as approval
from core.errors import BusinessError
from core.testing import make_user
from core.user.queries import by_id
from plugins.orders.exchange import services as exchanges
from plugins.orders.plugin import check_invariants as orders_faults
from plugins.orders.refund import services as refunds
from plugins.orders.refund.models import RefundLine
from plugins.orders.store_limit import services as limits
from plugins.service.casework.models import Case
from plugins.service.casework.rules import Outcome, State
from plugins.service.inspection.services import ask_refund
from plugins.service.plugin import check_invariants
from plugins.service.progress import services as progress
from tests.orders.conftest import NOW, TODAY, Shop
from tests.scenarios.test_service import ALL, ENGLISH, inspected, shop, three_cups

__all__ = ["shop"]
LATER = NOW + timedelta(hours=1)
EMPTY = '<span class="text-secondary">empty</span>'
WISH = {"fault": "supplier", "reason": "chipped", "on": TODAY}


@pytest.fixture
def case(shop, session) -> Case:
    """Two of three cups came back and shall be refunded."""
    return inspected(shop, session, shop.sell(lines=[three_cups()]), Outcome.REFUND, units=2)


@pytest.fixture
def manager(sign_in):
    return sign_in(
        "service.case.index",
        "service.case.work",
        "service.inspection.refund",
        "orders.refund.index",
        ALL,
    )


def offers(client, session, case) -> bool:
    """Return whether the page of a case offers to ask for its refund."""
    session.commit()
    return f"/service/inspection/{case.id}/refund" in client.get(f"/service/case/{case.id}").text


def test_goods_that_were_refunded_on_the_page_of_the_order_are_not_refunded_again(
    shop, session, case, manager
):
    refund = shop.ask(shop.order(), ("2", None, "0"), now=LATER)
    assert not offers(manager, session, case)
    page = manager.get(f"/service/case/{case.id}").text
    assert f"/orders/refund/{refund.id}" in page
    with pytest.raises(BusinessError, match="was asked for"):
        ask_refund(session, case, **WISH, by=shop.clerk, now=LATER)
    case = progress.step(session, case, "close", by=shop.clerk, now=LATER)
    assert (case.state, case.refund_number) == (State.CLOSED, refund.number)
    assert [*check_invariants(session), *orders_faults(session)] == []


def withdraw(shop, refund) -> None:
    asked = approval.latest(shop.session, refunds.APPROVAL, refund)
    approval.withdraw(shop.session, asked, by=shop.clerk, now=LATER)


@pytest.mark.parametrize("decline", [withdraw, Shop.reject])
def test_a_refund_that_is_withdrawn_or_refused_counts_for_nothing(
    shop, session, case, manager, decline
):
    refund = shop.ask(shop.order(), ("2", None, "0"), now=LATER)
    decline(shop, refund)
    assert offers(manager, session, case)
    with pytest.raises(BusinessError, match="is not asked for"):
        progress.step(session, case, "close", by=shop.clerk, now=LATER)
    case = ask_refund(session, case, **WISH, by=shop.clerk, now=LATER)
    assert progress.step(session, case, "close", by=shop.clerk, now=LATER).state is State.CLOSED


def test_of_goods_that_were_refunded_in_part_the_rest_is_asked_for(shop, session, case, manager):
    first = shop.ask(shop.order(), ("1", None, "0"), now=LATER)
    with pytest.raises(BusinessError, match="is not asked for"):
        progress.step(session, case, "close", by=shop.clerk, now=LATER)
    assert offers(manager, session, case)
    assert "Cup × 1" in manager.get(f"/service/inspection/{case.id}/refund").text
    case = ask_refund(session, case, **WISH, by=shop.clerk, now=LATER)
    asked = sa.select(RefundLine.quantity).where(RefundLine.refund_id == case.refund_id)
    assert session.scalars(asked).all() == [Decimal(1)]
    assert not offers(manager, session, case)
    shop.reject(first)  # the customer lacks one cup again
    assert offers(manager, session, case)


@pytest.mark.parametrize(
    ("claim", "asked_at"),
    [
        (("1", None, "0"), NOW - timedelta(minutes=1)),  # before the customer asked
        (("0", "30", "0"), LATER),  # a better price for cups that stay
    ],
)
def test_money_for_other_goods_than_those_that_came_back_does_not_count(
    shop, session, asked_at, claim, manager
):
    shop.ask(shop.sell(lines=[three_cups()]), claim, now=asked_at)
    case = inspected(shop, session, shop.order(), Outcome.REFUND)
    assert offers(manager, session, case)
    with pytest.raises(BusinessError, match="is not asked for"):
        progress.step(session, case, "close", by=shop.clerk, now=LATER)


def test_what_another_case_asked_for_does_not_count(shop, session, case, manager):
    other = inspected(shop, session, shop.order(), Outcome.REFUND)
    ask_refund(session, other, **WISH, by=shop.clerk, now=LATER)
    assert offers(manager, session, case)
    assert not offers(manager, session, other)


@pytest.mark.parametrize("outcome", [Outcome.REFUND, Outcome.EXCHANGE])
def test_what_was_asked_for_in_a_store_that_somebody_does_not_see_counts_for_them_too(
    shop, session, manager, outcome
):
    order = shop.sell(lines=[three_cups()])
    case = inspected(shop, session, order, outcome)
    if outcome is Outcome.REFUND:
        shop.ask(shop.order(), ("1", None, "0"), now=LATER)
    else:
        facts = {"product": "P1", "quantity": Decimal(1), "difference": Decimal(0), "reason": "x"}
        exchanges.request_exchange(
            session,
            order,
            case.lines[0].sold_line_id,
            **facts,
            freight=Decimal(0),
            by=shop.clerk,
            on=TODAY,
            now=LATER,
        )
    root = make_user(session, "*", name="Root")
    limited, root = (session.scalars(by_id(one.id)).unique().one() for one in (manager.user, root))
    limits.limit(session, limited, [shop.store("other").id], by=root)
    session.commit()
    url = f"/service/case/{case.id}/step/close"
    assert manager.post(url, data={"note": ""}, headers=ENGLISH).status_code == 303


def test_the_history_of_a_case_tells_its_refund_by_the_number(shop, session, case, look, manager):
    case = ask_refund(session, case, **WISH, by=shop.clerk, now=LATER)
    page, _count = look(manager, f"/service/case/{case.id}")
    history = page[page.index(">History<") :]
    assert f"<span>Refund</span> {EMPTY} → {case.refund_number}</li>" in history
    told = ("<span>Refund</span>", "<span>Order</span>", "of the order</span>")
    assert [history.count(label) for label in told] == [1, 1, 0]
