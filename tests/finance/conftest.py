"""A department of tests: it sells, refunds, and finance settles what it offers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.clock import PeriodKind
from core.db import Money, Quantity
from core.party.models import Party
from core.party.services import create_party
from core.testing import make_user
from plugins.finance.contract import LINE_COLUMNS, REFUND_COLUMNS, PayableSource
from plugins.finance.run import services as run
from plugins.finance.settlement import services as statements
from plugins.finance.settlement.models import Line, Statement
from plugins.finance.terms import services as terms
from plugins.finance.terms.models import Basis, Event, Mode

NOW = datetime(2026, 11, 23, tzinfo=UTC)
JANUARY = (date(2026, 1, 1), date(2026, 2, 1))
FEBRUARY = (date(2026, 2, 1), date(2026, 3, 1))
MARCH = (date(2026, 3, 1), date(2026, 4, 1))

_probe = sa.MetaData()
LINES = sa.Table(
    "probe_line",
    _probe,
    sa.Column("source_id", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.String(40)) for name in ("kind", "reference", "product_code")),
    *(sa.Column(name, sa.String(40)) for name in ("description", "category")),
    sa.Column("supplier_id", sa.BigInteger),
    sa.Column("quantity", Quantity),
    *(sa.Column(name, Money) for name in ("price", "freight", "seller_discount")),
    *(sa.Column(name, Money) for name in ("paid", "unit_cost")),
    *(sa.Column(name, sa.Date) for name in ("signed_on", "paid_on")),
)
REFUNDS = sa.Table(
    "probe_refund",
    _probe,
    sa.Column("source_id", sa.Integer, primary_key=True),
    sa.Column("line_source_id", sa.Integer),
    sa.Column("reference", sa.String(40)),
    sa.Column("quantity", Quantity),
    *(sa.Column(name, Money) for name in ("price", "freight")),
    sa.Column("returns_commission", sa.Boolean),
    sa.Column("refunded_on", sa.Date),
)
PROBE = PayableSource(
    "probe.line",
    sa.select(*(LINES.c[name] for name in LINE_COLUMNS)),
    refunds=sa.select(*(REFUNDS.c[name] for name in REFUND_COLUMNS)),
)


class Shop:
    """Sells and refunds at the word of a test, and settles."""

    def __init__(self, session, clerk, manager) -> None:
        self.session, self.clerk, self.manager = session, clerk, manager
        self.now = NOW
        _probe.create_all(session.connection())

    def supplier(self, code, **facts) -> Party:
        return create_party(
            self.session, code=code, name=f"Works {code}", is_supplier=True, by=self.clerk, **facts
        )

    def agree(self, supplier=None, **said):
        usual = {
            "valid_from": None,
            "mode": Mode.COMMISSION,
            "rate": Decimal("0.1"),
            "basis": Basis.PRICE,
            "commission_on": Basis.PRICE,
            "after_sale_days": 7,
            "event": Event.SIGNED,
            "period_kind": PeriodKind.MONTH,
            "by": self.manager,
        }
        return terms.agree(self.session, supplier, **(usual | said))

    def sell(self, supplier, price, signed_on=date(2026, 1, 5), **facts) -> int:
        price = Decimal(price)
        row = {
            "kind": "sale",
            "reference": "O-1",
            "product_code": "A",
            "description": "Thing",
            "category": None,
            "supplier_id": supplier.id,
            "quantity": Decimal(1),
            "price": price,
            "freight": Decimal(0),
            "seller_discount": Decimal(0),
            "paid": price,
            "unit_cost": None,
            "signed_on": signed_on,
            "paid_on": signed_on,
        } | facts
        return self.session.execute(LINES.insert().values(**row)).inserted_primary_key[0]

    def refund(self, line, price, refunded_on=date(2026, 1, 20), **facts) -> int:
        row = {
            "line_source_id": line,
            "reference": "R-1",
            "quantity": Decimal(1),
            "price": Decimal(price),
            "freight": Decimal(0),
            "returns_commission": True,
            "refunded_on": refunded_on,
        } | facts
        return self.session.execute(REFUNDS.insert().values(**row)).inserted_primary_key[0]

    def settle(self, period=JANUARY, sources=(PROBE,)) -> run.Result:
        first, end = period
        return run.settle(
            self.session,
            sources,
            period_from=first,
            period_to=end,
            currency="CNY",
            by=self.clerk,
            now=NOW,
        )

    def statement(self, supplier, period=JANUARY) -> Statement:
        return self.session.scalars(
            sa.select(Statement).where(
                Statement.supplier_id == supplier.id, Statement.period_from == period[0]
            )
        ).one()

    def line(self, source_id, kind="sale") -> Line:
        found = sa.select(Line).where(Line.source_id == source_id)
        return self.session.scalars(found.where(Line.kind == sa.literal(kind, sa.String))).one()

    def lines(self) -> list[Line]:
        return list(self.session.scalars(sa.select(Line).order_by(Line.id)))

    def take(self, statement, *steps) -> Statement:
        for step in steps:
            by = self.manager if step == "approve" else self.clerk
            getattr(statements, step)(self.session, statement, by=by, now=NOW)
        return statement


def figures(statement) -> tuple[str, ...]:
    """Gross, commission, refunds, adjustments, carried in and net, as texts."""
    names = ("gross", "commission", "refunds", "adjustments", "carried_in", "net")
    return tuple(str(getattr(statement, name)) for name in names)


@pytest.fixture
def shop(session) -> Shop:
    """A shop whose clerk and manager are two people."""
    manager = make_user(session, "finance.settlement.approve", name="Meng")
    return Shop(session, make_user(session, name="Chen"), manager)


@pytest.fixture
def sums():
    """Read a statement: gross, commission, refunds, adjustments, carried in and net."""
    return figures


@pytest.fixture
def acme(shop) -> Party:
    """A supplier under the usual terms: 10 % of the price, seven days, by month."""
    shop.agree()
    return shop.supplier("S1")
