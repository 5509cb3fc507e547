"""Exports of Taobao and Tmall, and of Shopify, become orders."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from plugins.orders.channel.models import Store
from plugins.orders.discount.models import Discount
from plugins.orders.intake.importer import importer
from plugins.orders.ledger.models import Line, Order, Payment
from plugins.orders.product.models import Product

# The two headings that the platform has written, with the columns that are read and some others.
OLD = [
    "订单编号",
    "买家会员名",
    "买家支付宝账号",
    "买家应付货款",
    "买家应付邮费",
    "买家支付积分",
    "总金额",
    "返点积分",
    "买家实际支付金额",
    "买家实际支付积分",
    "订单状态",
    "买家留言",
    "收货人姓名",
    "收货地址",
    "运送方式",
    "联系电话",
    "联系手机",
    "订单创建时间",
    "订单付款时间",
    "宝贝标题",
    "宝贝种类",
    "物流单号",
    "物流公司",
    "订单备注",
    "宝贝总数量",
]
NEW = [{"买家实际支付金额": "支付金额", "收货人姓名": "收货人"}.get(name, name) for name in OLD] + [
    "店铺Id",
    "店铺名称",
    "订单关闭原因",
]
TOLD = {
    "订单编号": '="2451133906114021"',
    "买家会员名": "小鱼1988",
    "买家应付货款": "158.00",
    "买家应付邮费": "6.00",
    "总金额": "164.00",
    "买家实际支付金额": "164.00",
    "支付金额": "164.00",
    "订单状态": "卖家已发货，等待买家确认",
    "收货人姓名": "王芳",
    "收货人": "王芳",
    "联系手机": "'13800000000",
    "订单创建时间": "2026-11-11 00:02:13",
    "订单付款时间": "2026-11-11 00:05:40",
    "宝贝标题": "不锈钢保温杯 500ml，赠杯刷",
    "宝贝种类": "1",
    "宝贝总数量": "2",
    "店铺Id": "104736810",
    "店铺名称": "晨光日用旗舰店",
}


@pytest.fixture
def taobao(tmp_path, run_import):
    def take(heading, *orders):
        stream = io.StringIO(newline="")
        writer = csv.writer(stream)
        writer.writerow(heading)
        for changes in orders:
            told = TOLD | changes
            writer.writerow([told.get(name, "") for name in heading])
        path = tmp_path / "ExportOrderList202611.csv"
        path.write_bytes(stream.getvalue().encode("gb18030"))
        return run_import("taobao", {path.name: path})

    return take


@pytest.mark.parametrize(
    ("heading", "store"), [(OLD, "taobao"), (NEW, "104736810")], ids=["old", "new"]
)
def test_both_headings_of_taobao_become_orders(session, taobao, heading, store) -> None:
    report = taobao(heading, {})
    assert (report.refused, report.remarks) == ([], [])
    order = session.scalars(select(Order)).one()
    assert (order.number, order.state.value) == ("2451133906114021", "shipped")
    assert (order.goods, order.freight, order.paid) == (
        Decimal("158.00"),
        Decimal("6.00"),
        Decimal("164.00"),
    )
    assert order.placed_at == datetime(2026, 11, 10, 16, 2, 13, tzinfo=UTC)
    assert (order.buyer_code, order.buyer_name) == ("小鱼1988", "王芳")
    line = session.scalars(select(Line)).one()
    assert (line.position, line.quantity) == (1, Decimal(2))
    product = session.scalars(select(Product)).one()
    assert product.title == "不锈钢保温杯 500ml，赠杯刷"
    assert session.scalars(select(Store.code)).all() == [store]


def test_an_order_of_taobao_that_nobody_paid_has_no_payment(session, taobao) -> None:
    unpaid = {
        "订单编号": '="2"',
        "买家实际支付金额": "0.00",
        "订单状态": "等待买家付款",
        "订单付款时间": "",
    }
    report = taobao(OLD, {}, unpaid)
    assert report.counts["orders"].added == 2
    assert session.scalars(select(Payment.amount)).all() == [Decimal("164.00")]


def test_the_same_title_is_the_same_product_in_every_export(session, taobao) -> None:
    taobao(OLD, {})
    report = taobao(OLD, {}, {"订单编号": '="3"'})
    assert (report.counts["products"].unchanged, report.counts["orders"].added) == (1, 1)


def test_the_profile_of_taobao_is_recognised_by_its_columns(tmp_path) -> None:
    path = tmp_path / "download.csv"
    for heading in (OLD, NEW):
        path.write_bytes(",".join(heading).encode("gb18030") + b"\r\n")
        assert importer.detect({path.name: path}).name == "taobao"


SHOPIFY = [
    "Name",
    "Email",
    "Financial Status",
    "Paid at",
    "Fulfillment Status",
    "Fulfilled at",
    "Accepts Marketing",
    "Currency",
    "Subtotal",
    "Shipping",
    "Taxes",
    "Total",
    "Discount Code",
    "Discount Amount",
    "Shipping Method",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Lineitem compare at price",
    "Lineitem sku",
    "Lineitem requires shipping",
    "Lineitem taxable",
    "Lineitem fulfillment status",
    "Billing Name",
    "Cancelled at",
    "Payment Method",
    "Refunded Amount",
    "Vendor",
]
FIRST = {
    "Name": "#1001",
    "Email": "ada@example.org",
    "Financial Status": "paid",
    "Paid at": "2026-03-04 10:00:00 -0500",
    "Currency": "USD",
    "Subtotal": "65.00",
    "Shipping": "5.00",
    "Taxes": "0.00",
    "Total": "70.00",
    "Discount Code": "SPRING",
    "Discount Amount": "5.00",
    "Created at": "2026-03-04 09:59:00 -0500",
    "Lineitem quantity": "2",
    "Lineitem name": "Mug - blue",
    "Lineitem price": "20.00",
    "Lineitem sku": "MUG-B",
    "Billing Name": "Ada Lovelace",
}
MORE = {
    "Name": "#1001",
    "Email": "ada@example.org",
    "Lineitem quantity": "1",
    "Lineitem name": "Pot",
    "Lineitem price": "30.00",
    "Lineitem sku": "",
}


@pytest.fixture
def shopify(tmp_path, run_import):
    def take(*rows):
        path = tmp_path / "orders_export_1.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, SHOPIFY)
            writer.writeheader()
            writer.writerows(rows)
        return run_import("shopify", {path.name: path})

    return take


def test_the_rows_of_a_shopify_order_become_its_lines(session, shopify) -> None:
    report = shopify(FIRST, MORE)
    assert (report.refused, report.remarks) == ([], [])
    order = session.scalars(select(Order)).one()
    assert (
        order.currency,
        order.goods,
        order.freight,
        order.discount,
        order.total,
        order.paid,
    ) == (
        "USD",
        Decimal("70.00"),
        Decimal("5.00"),
        Decimal("5.00"),
        Decimal("70.00"),
        Decimal("70.00"),
    )
    assert order.placed_at == datetime(2026, 3, 4, 14, 59, tzinfo=UTC)
    lines = session.execute(
        select(Line.price, Line.freight, Line.seller_discount).order_by(Line.position)
    ).all()
    assert [tuple(map(str, one)) for one in lines] == [
        ("40.00", "2.86", "2.86"),
        ("30.00", "2.14", "2.14"),
    ]
    assert session.scalars(select(Discount.code)).all() == ["SPRING"]


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "paid"),
        ({"Financial Status": "pending", "Paid at": ""}, "placed"),
        ({"Fulfilled at": "2026-03-05 09:00:00 -0500"}, "shipped"),
        ({"Cancelled at": "2026-03-05 09:00:00 -0500"}, "cancelled"),
        ({"Financial Status": "voided"}, "cancelled"),
        ({"Financial Status": "refunded"}, "paid"),
    ],
)
def test_an_order_of_shopify_is_as_far_as_its_moments_tell(session, shopify, changes, state):
    report = shopify(FIRST | changes, MORE)
    assert report.refused == []
    order = session.scalars(select(Order)).one()
    assert order.state.value == state
    assert bool(order.paid) == ("Paid at" not in changes)


def test_the_same_export_of_shopify_again_changes_nothing(shopify) -> None:
    shopify(FIRST, MORE)
    assert not shopify(FIRST, MORE).writes
