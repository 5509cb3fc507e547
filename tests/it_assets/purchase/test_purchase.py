"""What is asked for is approved, compared and ordered."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from core.approval import services as approval
from core.errors import BusinessError
from core.setting import services as settings
from plugins.it_assets.purchase import services
from plugins.it_assets.purchase.models import Purchase
from plugins.it_assets.purchase.models import State as PurchaseState
from plugins.it_assets.purchase.rules import Obstacle, obstacle
from plugins.it_assets.request import services as requests
from plugins.it_assets.request.models import State
from tests.it_assets.conftest import NOW, TODAY


@pytest.mark.parametrize(
    ("chosen", "others", "reason", "found"),
    [
        (3000, [3500], "", None),  # the cheapest of two
        (2999, [], "", None),  # below the threshold one offer is enough
        (3000, [], "", Obstacle.TOO_FEW_OFFERS),
        (3000, [2800], "", Obstacle.NOT_THE_CHEAPEST),
        (3000, [2800], "明天就能送到", None),
        (4001, [5000], "", Obstacle.DEARER_THAN_APPROVED),
    ],
)
def test_an_offer_is_ordered_only_after_it_was_compared(chosen, others, reason, found) -> None:
    told = {"threshold": Decimal(3000), "reason": reason}
    told["approved"] = Decimal(4000) if chosen >= 3000 else Decimal(2999)
    assert obstacle(Decimal(chosen), [Decimal(one) for one in others], **told) is found


def test_a_cheap_offer_for_what_was_approved_above_the_threshold_is_compared_too() -> None:
    told = {"approved": Decimal(4000), "threshold": Decimal(3000), "reason": ""}
    assert obstacle(Decimal(2000), [], **told) is Obstacle.TOO_FEW_OFFERS


def test_whoever_asks_never_approves(session, ask, asker) -> None:
    request = ask()
    with pytest.raises(BusinessError):
        approval.sign(session, requests.EQUIPMENT, request, by=asker, now=NOW)
    assert request.state is State.ASKED


def test_nothing_is_ordered_before_it_is_approved(ask, offer, order, make_vendor) -> None:
    request = ask()
    quote = offer(request, make_vendor(), "900")
    with pytest.raises(BusinessError):
        order(request, quote)


def test_a_request_says_what_is_needed_and_why(ask, session, asker) -> None:
    facts = {"quantity": 1, "price": Decimal(1), "by": asker, "on": TODAY, "now": NOW}
    for title, reason, price in (("", "x", 1), ("x", " ", 1), ("x", "x", 0)):
        wrong = facts | {"title": title, "reason": reason, "price": Decimal(price)}
        with pytest.raises(BusinessError):
            requests.create_request(session, None, **wrong)


@pytest.fixture
def dear(ask, approve, offer, make_vendor):
    """Two pieces for which 1000 each were approved, and an offer at 1100."""
    request = approve(ask(quantity=2, price="1000"))
    return request, offer(request, make_vendor(), "1100")


def test_what_costs_more_than_was_approved_is_not_ordered(dear, order) -> None:
    with pytest.raises(BusinessError, match="ask again"):
        order(*dear)


def test_more_money_is_approved_anew(session, asker, approve, order, dear) -> None:
    request, quote = dear
    requests.ask(session, request, price=Decimal(1100), by=asker, now=NOW)
    with pytest.raises(BusinessError):
        order(request, quote)
    assert order(approve(request), quote).total == 2200


def test_the_threshold_is_a_setting(session, ask, approve, offer, order, make_vendor) -> None:
    settings.change(session, "it_assets.quotes_from", "5000")
    request = approve(ask(quantity=4, price="1000"))
    assert order(request, offer(request, make_vendor(), "900")).total == 3600


def test_a_later_offer_of_a_vendor_replaces_the_earlier(ask, offer, make_vendor) -> None:
    request, vendor = ask(), make_vendor()
    first = offer(request, vendor, "900")
    assert offer(request, vendor, "850") is first
    assert first.price == 850


def test_after_ordering_no_offer_is_changed(bought, offer, make_vendor) -> None:
    with pytest.raises(BusinessError):
        offer(bought.request, make_vendor("V3"), "1")


def test_what_never_came_is_ordered_anew(session, by, bought, offer, order, make_vendor) -> None:
    services.close(session, bought, by=by, now=NOW)
    request = bought.request
    assert (bought.state, request.state) == (PurchaseState.CANCELLED, State.APPROVED)
    again = order(request, offer(request, make_vendor("V3"), "800"))
    assert again.total == 2400


def test_the_database_keeps_one_purchase_for_a_request(session, bought) -> None:
    facts = {
        column.key: getattr(bought, column.key)
        for column in Purchase.__table__.columns
        if column.key != "id"
    }
    session.add(Purchase(**facts | {"number": "EP-1"}))
    with pytest.raises(IntegrityError):
        session.flush()
