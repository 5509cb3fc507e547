from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from plugins.orders.discount.models import Bearer, Discount, DiscountShare
from plugins.orders.discount.rules import PLATFORM, SELLER, SHARED, DiscountDraft
from plugins.orders.ledger import queries
from plugins.orders.ledger.models import Line
from plugins.orders.ledger.rules import PaymentDraft
from plugins.orders.plugin import check_invariants

COUPON = DiscountDraft(Decimal(9), SHARED, Decimal("0.5"), "DOUBLE11", "满120减9")


@pytest.fixture
def sell(shop, told):
    """Sell two lines of 100.00 and 20.00 with discounts of the order."""

    def sold(*discounts, number="A-1", lines=(("100.00", "6.00"), ("20.00", "0"))):
        draft = told(number, lines, payments=(PaymentDraft(1, "wechat", Decimal(1)),))
        shop.record(draft.discounted(discounts))
        return shop.order(number)

    return sold


def test_a_discount_is_stored_with_its_bearer_and_split_over_the_lines(session, sell) -> None:
    order = sell(COUPON)
    assert (order.discount, order.total) == (9, 117)
    assert [(line.seller_discount, line.platform_discount) for line in order.lines] == [
        (Decimal("3.75"), Decimal("3.75")),
        (Decimal("0.75"), Decimal("0.75")),
    ]
    (discount,) = session.scalars(sa.select(Discount))
    assert (discount.bearer, discount.platform_share) == (Bearer.SHARED, Decimal("0.5"))
    assert str(discount) == "满120减9"
    assert check_invariants(session) == []


def test_later_discounts_are_split_over_what_is_left(session, sell) -> None:
    order = sell(DiscountDraft(Decimal(20), SELLER), DiscountDraft(Decimal(100), PLATFORM))
    assert order.total == 6
    assert [line.paid for line in order.lines] == [0, 0]


def test_the_same_discount_again_is_no_news_and_another_one_a_version(shop, session, sell) -> None:
    sell(COUPON)
    assert sell(COUPON).version == 1
    order = sell(DiscountDraft(Decimal(12), PLATFORM, code="OTHER"))
    assert order.version == 2
    assert order.versions[0].content["discounts"][0]["code"] == "DOUBLE11"
    assert session.scalars(sa.select(Discount.code)).all() == ["OTHER"]
    assert check_invariants(session) == []


def test_a_later_file_without_the_discount_leaves_none_behind(shop, session, sell) -> None:
    sell(COUPON)
    assert sell().discount == 0
    assert session.scalars(sa.select(DiscountShare)).all() == []


@pytest.mark.parametrize(
    "change",
    [
        sa.update(DiscountShare).values(seller=Decimal(0)),
        sa.update(Line).values(platform_discount=Decimal(0)),
    ],
)
def test_a_discount_that_is_not_that_of_its_lines_is_found(session, sell, change) -> None:
    sell(COUPON)
    session.execute(change)
    assert session.scalars(queries.misspread()).all() == ["A-1"]


def test_the_bearers_of_a_discount_are_shown(sign_in, sell) -> None:
    order = sell(COUPON)
    page = sign_in("*").get(f"/orders/order/{order.id}", headers={"Accept-Language": "en"}).text
    assert "满120减9" in page
    assert "platform 50%" in page.replace("\u202f", "").replace("50 %", "50%")
