"""A company that sells: orders made by services, and files as platforms write them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from core.company import company
from core.party.services import upsert_parties
from core.reports import Count, Report
from core.sources import Source
from core.testing import check_told, make_user
from core.user import services as users
from plugins.orders.channel.models import ChannelKind
from plugins.orders.channel.services import store_for_import
from plugins.orders.intake.importer import importer
from plugins.orders.ledger import queries
from plugins.orders.ledger import services as ledger
from plugins.orders.ledger.models import Line, Order
from plugins.orders.ledger.rules import LineDraft, OrderDraft, PaymentDraft
from plugins.orders.product.services import record_products
from plugins.orders.refund import services as refunds
from plugins.orders.refund.models import Liability
from plugins.orders.refund.rules import Claim

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PLACED = datetime(2026, 10, 1, 2, tzinfo=UTC)
SIGNED = datetime(2026, 10, 4, 10, tzinfo=UTC)
NOTHING = Decimal(0)
USUAL = {
    "订单编号": "A1",
    "行号": "1",
    "店铺编码": "tmall",
    "店铺": "旗舰店",
    "渠道编码": "tmall",
    "渠道": "天猫",
    "渠道类型": "B2C",
    "订单状态": "已签收",
    "下单时间": "2026-10-01 10:00:00",
    "付款时间": "2026-10-01 10:05:00",
    "发货时间": "2026-10-02 09:00:00",
    "签收时间": "2026-10-04 18:30:00",
    "买家编码": "KH1",
    "买家": "王芳",
    "商品编码": "SP1",
    "商品名称": "不锈钢保温杯",
    "类目": "家居日用",
    "供应商编码": "GYS1",
    "供应商": "杭州日用品厂",
    "数量": "3",
    "金额": "100.00",
    "运费": "10.00",
    "商家优惠": "0",
    "平台优惠": "0",
    "协议成本": "20.00",
    "支付方式": "微信",
    "实付金额": "110.00",
}


def row(**changes: str) -> dict[str, str]:
    """Return a row of the generic profile."""
    return USUAL | changes


def draft(number="A-1", lines=(("100.00", "6.00"),), *, paid=None, **facts) -> OrderDraft:
    """Tell an order: each line is price and freight, or a whole LineDraft."""
    told = tuple(
        one
        if isinstance(one, LineDraft)
        else LineDraft(position, "P1", "S1", Decimal(1), Decimal(one[0]), Decimal(one[1]))
        for position, one in enumerate(lines, start=1)
    )
    due = sum((line.paid + line.freight for line in told), NOTHING)
    amount = due if paid is None else Decimal(paid)
    usual = {
        "store": "shop",
        "buyer": "K1",
        "buyer_name": "王芳",
        "state": "delivered",
        "placed_at": PLACED,
        "paid_at": PLACED,
        "shipped_at": PLACED,
        "delivered_at": SIGNED,
        "payments": (PaymentDraft(1, "alipay", amount),) if amount else (),
    }
    return OrderDraft(number=number, lines=told, **(usual | facts))


class Shop:
    """Sells and refunds at the word of a test."""

    def __init__(self, session) -> None:
        self.session = session
        self.clerk = make_user(session, name="Chen")
        self.manager = make_user(session, "orders.refund.approve", name="Meng")
        facts = [
            {"code": "K1", "name": "王芳", "is_customer": True},
            *(
                {"code": code, "name": f"Works {code}", "is_supplier": True}
                for code in ["S1", "S2"]
            ),
        ]
        self.parties = upsert_parties(session, facts, by=self.clerk).ids
        goods = {"P1": ("保温杯", "家居"), "P2": ("Mug", None)}
        self.products = record_products(session, goods, Count(""))

    def store(self, code="shop"):
        return store_for_import(
            self.session,
            channel="tmall",
            channel_name="天猫",
            kind=ChannelKind.B2C,
            code=code,
            name=f"Store {code}",
            by=self.clerk,
        )

    def record(self, *drafts) -> tuple[Count, dict[str, str]]:
        """Record what files tell, all of one store."""
        count = Count("")
        where = company()
        known = ledger.Ledger(
            self.store(drafts[0].store).id,
            where.zone,
            where.currency,
            self.parties,
            self.parties,
            self.products,
        )
        return count, ledger.record_orders(self.session, drafts, known, count, now=NOW)

    def sell(self, *args, **facts) -> Order:
        """Record one order, new or changed; return it with its lines."""
        told = draft(*args, **facts)
        self.record(told)
        return self.order(told.number)

    def order(self, number="A-1") -> Order:
        found = sa.select(Order).where(Order.number == number)
        loaded = (selectinload(part) for part in (Order.lines, Order.payments, Order.versions))
        return self.session.scalars(
            found.options(*loaded).execution_options(populate_existing=True)
        ).one()

    def lines(self) -> list[Line]:
        return list(self.session.scalars(sa.select(Line).order_by(Line.id)))

    def ask(self, order, *claims, **facts):
        """Ask for a refund: each claim is quantity, price and freight of the next line."""
        wanted = {
            line.id: Claim(
                Decimal(quantity), None if price is None else Decimal(price), Decimal(freight)
            )
            for line, (quantity, price, freight) in zip(order.lines, claims, strict=False)
        }
        return refunds.request_refund(self.session, order, wanted, **(self.usual_request | facts))

    @property
    def usual_request(self) -> dict[str, Any]:
        return {
            "liability": Liability.NO_REASON,
            "reason": "does not fit",
            "returns_commission": True,
            "by": self.clerk,
            "on": TODAY,
            "now": NOW,
        }

    def reject(self, refund):
        refunds.reject(self.session, refund, reason="worn", by=self.manager, now=NOW)

    def pay_out(self, refund):
        refunds.approve(self.session, refund, by=self.manager, now=NOW)
        refunds.pay_out(self.session, refund, by=self.manager, on=TODAY, now=NOW)
        return refund


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(
        rows: Sequence[Mapping[str, Any]], name: str = "orders.csv", **options: Any
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding=options.get("encoding", "utf-8"), newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return written


@pytest.fixture
def run_import(session: Session) -> Callable[..., Report]:
    """Import files under a profile."""

    def run(
        profile: str,
        files: Mapping[str, Path],
        tell: Callable[[int, int, str], None] = lambda _done, _total, _text: None,
    ) -> Report:
        source = Source(importer.profile(profile), files)
        by = users.system_user(session)
        report = importer.run(session, source, by=by, now=NOW, progress=tell)
        check_told(report, "orders")
        session.commit()
        return report

    return run


@pytest.fixture
def take(run_import: Callable[..., Report], write: Callable[..., Path]) -> Callable[..., Report]:
    """Import rows of the generic profile."""

    def taken(*rows: Mapping[str, Any], **options: Any) -> Report:
        path = write(rows, **options)
        return run_import("generic", {path.name: path})

    return taken


@pytest.fixture
def order(session: Session, take: Callable[..., Report]) -> Order:
    """One delivered order: three pieces for 100.00 and 10.00 freight."""
    take(row())
    found = session.scalars(queries.all_orders()).one()
    loaded = session.scalar(queries.order(found.id))
    assert loaded is not None
    assert loaded.total == Decimal("110.00")
    return loaded


@pytest.fixture
def shop(session) -> Shop:
    """A shop with two suppliers, a buyer and two products; its clerk and manager differ."""
    return Shop(session)


@pytest.fixture(scope="session")
def told():
    """Tell an order as a file does, without recording it."""
    return draft


@pytest.fixture
def reasons():
    """The refused rows of a report as (key, reason)."""
    return lambda report: [(one.key, one.reason) for one in report.refused]
