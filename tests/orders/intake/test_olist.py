"""The joined files of a marketplace, as small as they can be."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.errors import BusinessError
from core.party.models import Party
from core.setting import services as settings
from plugins.orders.channel.models import Store
from plugins.orders.ledger.models import Line, Order, Payment
from plugins.orders.product.models import Product

BUYER, SELLER, CUP, TOY = "c0ffee00cafe", "5e11e400feed", "c0b00000aaaa", "70700000bbbb"
PLACED = "2018-01-02 22:30:00"
FILES = {
    "orders": (
        "order_id order_status customer_id order_purchase_timestamp order_approved_at "
        "order_delivered_carrier_date order_delivered_customer_date",
        [("o1", "delivered", "k1", PLACED, PLACED, PLACED, "2018-01-05 23:30:00")],
    ),
    "order_items": (
        "order_id order_item_id product_id seller_id price freight_value",
        [("o1", "1", CUP, SELLER, "10.00", "2.50"), ("o1", "2", TOY, SELLER, "5.00", "0")],
    ),
    "order_payments": (
        "order_id payment_sequential payment_type payment_value",
        [("o1", "2", "voucher", "7.50"), ("o1", "1", "credit_card", "10.00")],
    ),
    "customers": (
        "customer_id customer_unique_id customer_city customer_state",
        [("k1", BUYER, "sao paulo", "SP"), ("k2", BUYER, "sao paulo", "SP")],
    ),
    "products": (
        "product_id product_category_name",
        [(CUP, "utilidades"), (TOY, "sem_nome"), ("unsold", "")],
    ),
    "sellers": ("seller_id seller_city seller_state", [(SELLER, "curitiba", "PR")]),
    "category": (
        "product_category_name product_category_name_english",
        [("utilidades", "housewares")],
    ),
}
NAMES = {"category": "product_category_name_translation.csv"}


@pytest.fixture
def olist(session, tmp_path, run_import):
    """Import the usual files, some with other rows; a file that is None is left out."""

    def run(**changes):
        settings.change(session, "company.timezone", "America/Sao_Paulo")
        files = {}
        for role, (columns, usual) in FILES.items():
            rows = changes.get(role, usual)
            if rows is not None:
                name = NAMES.get(role, f"olist_{role}_dataset.csv")
                files[name] = tmp_path / name
                with files[name].open("w", encoding="utf-8", newline="") as stream:
                    csv.writer(stream).writerows([columns.split(), *rows])
        return run_import("olist", files)

    return run


def order_row(number="o2", state="delivered", delivered="2018-01-05 12:00:00"):
    return (number, state, "k1", PLACED, PLACED, PLACED, delivered)


def test_the_files_become_an_order_of_a_person_with_lines_of_suppliers(session, olist) -> None:
    olist()
    order = session.scalars(select(Order)).one()
    assert (order.total, order.paid, order.differs) == (Decimal("17.50"), Decimal("17.50"), False)
    assert (order.buyer_code, order.buyer_name) == (BUYER, "c0ffee00 sao paulo")
    parties = {party.code: party for party in session.scalars(select(Party))}
    assert (parties[SELLER].is_supplier, parties[SELLER].city) == (True, "curitiba")
    assert (parties[BUYER].is_customer, parties[BUYER].is_company) == (True, False)
    assert set(session.scalars(select(Line.supplier_id))) == {parties[SELLER].id}
    tenders = session.execute(select(Payment.sequence, Payment.tender).order_by(Payment.sequence))
    assert [(number, tender.value) for number, tender in tenders] == [(1, "card"), (2, "coupon")]
    assert session.scalars(select(Store.code)).one() == "olist"


def test_a_person_who_buys_twice_is_one_party(session, olist) -> None:
    olist(orders=[*FILES["orders"][1], ("o2", "created", "k2", PLACED, "", "", "")])
    assert len(set(session.scalars(select(Order.buyer_id)))) == 1


def test_local_times_of_the_platform_become_utc_and_days_of_the_company(session, olist) -> None:
    olist()
    order = session.scalars(select(Order)).one()
    assert order.delivered_at == datetime(2018, 1, 6, 1, 30, tzinfo=UTC)
    assert (order.placed_on, order.signed_on) == (date(2018, 1, 2), date(2018, 1, 5))


def test_a_category_is_told_in_english_where_there_is_a_word_for_it(session, olist) -> None:
    olist()
    found = {product.code: product for product in session.scalars(select(Product))}
    assert {code: one.category for code, one in found.items()} == {
        CUP: "housewares",
        TOY: "sem_nome",
        "unsold": None,
    }
    assert found[CUP].title == "housewares c0b00000"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("created", "placed"),
        ("approved", "paid"),
        ("invoiced", "paid"),
        ("processing", "paid"),
        ("shipped", "shipped"),
        ("delivered", "delivered"),
        ("canceled", "cancelled"),
        ("unavailable", "cancelled"),
    ],
)
def test_every_status_of_the_platform_is_a_state_of_ours(session, olist, status, state) -> None:
    olist(orders=[order_row("o1", status)])
    assert session.scalars(select(Order.state)).one().value == state


def test_an_order_without_items_is_an_order_and_no_error(session, olist) -> None:
    report = olist(order_items=[])
    assert report.refused == []
    assert report.notes == ["1 order has no lines."]
    assert session.scalars(select(Order.line_count)).one() == 0


def test_orders_paid_with_another_sum_are_told_row_by_row(olist) -> None:
    report = olist(order_payments=[("o1", "1", "boleto", "17.49")])
    assert [(one.key, one.line, one.reason) for one in report.remarks] == [
        ("o1", 2, "paid 17.49, lines cost 17.50")
    ]
    assert report.counts["orders"].added == 1


def test_the_same_files_again_add_and_change_nothing_and_say_so(olist) -> None:
    olist()
    report = olist()
    assert not report.writes
    assert report.counts["orders"].unchanged == 1
    assert report.text_lines()[-1].startswith("Nothing is new")


def test_a_later_export_that_overlaps_brings_only_what_is_new(olist) -> None:
    olist()
    report = olist(
        orders=[order_row("o2", "shipped", ""), *FILES["orders"][1]],
        order_items=[*FILES["order_items"][1], ("o2", "1", CUP, SELLER, "1.00", "0")],
    )
    count = report.counts["orders"]
    assert (count.added, count.changed, count.unchanged) == (1, 0, 1)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        (
            {"order_items": [("o1", "1", CUP, SELLER, "ten", "0")]},
            [("o1", "“ten” cannot be read"), ("o1", "A line or payment of this order cannot")],
        ),
        (
            {"order_items": [("o9", "1", CUP, SELLER, "1", "0")]},
            [("o9", "No file tells of this order")],
        ),
        (
            {"order_items": [("o1", "1", "nothing", SELLER, "1", "0")]},
            [("o1", "No file tells of the product or supplier nothing")],
        ),
        (
            {"order_items": [("o1", "1", CUP, "nobody", "1", "0")]},
            [("o1", "No file tells of the product or supplier nobody")],
        ),
        (
            {"order_items": [("o1", "1", CUP, SELLER, "1", "0")] * 2},
            [("o1", "Two lines have the number 1")],
        ),
        (
            {"order_payments": [("o1", "1", "boleto", "-1.00")]},
            [("o1", "Payment 1 is below zero")],
        ),
        (
            {"orders": [order_row("o1"), order_row("o1")]},
            [("o1", "The file tells of this order twice")],
        ),
        (
            {"orders": [order_row("o1", "teleported")]},
            [("o1", "“teleported” is none of"), ("o1", "No file tells of this order")],
        ),
        (
            {"order_payments": [("o1", "1", "boleto", "99999999999999.00")]},
            [("o1", "cannot be read"), ("o1", "A line or payment")],
        ),
    ],
)
def test_what_is_not_taken_is_told_with_its_reason(olist, reasons, changes, refused) -> None:
    found = reasons(olist(**changes))
    for key, words in refused:
        assert any(key == one and words in reason for one, reason in found), found


def test_the_other_orders_are_taken_when_one_is_refused(session, olist) -> None:
    olist(
        orders=[order_row("o1"), order_row("o2")],
        order_items=[
            ("o1", "1", CUP, SELLER, "1", "0"),
            ("o2", "x", CUP, SELLER, "1", "0"),
        ],
    )
    assert session.scalars(select(Order.number)).all() == ["o1"]


@pytest.mark.parametrize("role", ["orders", "order_items", "order_payments", "sellers"])
def test_a_missing_file_is_named_and_nothing_is_written(session, olist, role) -> None:
    with pytest.raises(BusinessError, match=role):
        olist(**{role: None})
    session.rollback()
    assert session.scalars(select(Party.id)).all() == []


def test_the_translation_of_categories_may_be_missing(session, olist) -> None:
    olist(category=None)
    assert "utilidades" in session.scalars(select(Product.category)).all()
