"""A season of the whole department: what one post does is what the next one works with.

A campaign brings orders, stock runs low, restock is ordered and received, suppliers are settled
and paid, a customer complains and is refunded after that, the next statement carries it, and a
new colleague gets a laptop.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core import check
from core.clock import PeriodKind
from core.party.models import Party
from core.testing import make_user
from plugins.catalog.order import queries as purchases
from plugins.catalog.order import services as purchasing
from plugins.catalog.receipt import services as receipts
from plugins.catalog.request import queries as requests_of
from plugins.catalog.request import services as requests
from plugins.catalog.request.models import Request
from plugins.catalog.restock import services as restock
from plugins.catalog.stock import services as stock
from plugins.catalog.stock.models import Level
from plugins.catalog.suggestion import queries as suggestions
from plugins.catalog.suggestion import services as suggesting
from plugins.catalog.suggestion.models import Suggestion
from plugins.finance.payment import queries as payable
from plugins.finance.payment import services as payments
from plugins.finance.run import services as run
from plugins.finance.settlement import services as statements
from plugins.finance.settlement.models import State as StatementState
from plugins.finance.settlement.models import Statement
from plugins.finance.terms import services as terms
from plugins.finance.terms.models import Basis, Event, Mode
from plugins.it_assets.custody import queries as custodies
from plugins.it_assets.custody.rules import Holder
from plugins.marketing.attribution import services as attribution
from plugins.marketing.attribution.rules import AttributionModel
from plugins.marketing.campaign.models import Campaign
from plugins.marketing.evaluation import services as evaluation
from plugins.marketing.lead import services as leads
from plugins.marketing.touch.models import TouchKind
from plugins.orders.ledger.models import Order
from plugins.orders.ledger.rules import LineDraft
from plugins.orders.refund import services as refunds
from plugins.orders.refund.models import Refund
from plugins.service.casework import services as casework
from plugins.service.casework.rules import Kind, OrderNamed, Outcome, State
from plugins.service.casework.rules import LineDraft as CaseLine
from plugins.service.inspection.services import Found, ask_refund, inspect
from plugins.service.progress import services as progress
from tests.marketing.conftest import TODAY, Desk
from tests.orders.conftest import Shop, draft

START = TODAY  # a Monday; the campaign runs for eight weeks, and something is sold every day
DAYS = 56
END = START + timedelta(days=DAYS)
DECEMBER, JANUARY = (date(2026, 12, 1), date(2027, 1, 1)), (date(2027, 1, 1), date(2027, 2, 1))
FEBRUARY = (JANUARY[1], date(2027, 3, 1))
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone) AppleWebKit/605 MicroMessenger/8.0.50"}
USUAL = {
    "valid_from": None,
    "basis": Basis.PRICE,
    "commission_on": Basis.PRICE,
    "after_sale_days": 7,
    "event": Event.SIGNED,
    "period_kind": PeriodKind.MONTH,
}


def at(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)


class Company:
    """All departments at one table: one clerk prepares, the chief signs."""

    def __init__(self, session) -> None:
        self.session = session
        self.shop, self.desk = Shop(session), Desk(session)
        self.clerk = make_user(session, name="Clerk")
        self.chief = make_user(
            session,
            "finance.settlement.approve",
            "catalog.request.approve",
            "orders.refund.approve",
            name="Chief",
        )

    def party(self, code: str) -> Party:
        return self.session.get_one(Party, self.shop.parties[code])

    def agree(self) -> None:
        """Make S1 a consignor, who gets what is sold less 10 %, and S2 one who is bought from."""
        terms.agree(
            self.session, None, mode=Mode.COMMISSION, rate=Decimal("0.1"), by=self.chief, **USUAL
        )
        terms.agree(
            self.session,
            self.party("S2"),
            mode=Mode.BOUGHT,
            rate=Decimal(0),
            by=self.chief,
            **USUAL,
        )
        for code in ("S1", "S2"):
            account = payments.enter_account(
                self.session,
                self.party(code),
                holder=f"Works {code}",
                bank="中国工商银行",
                number=f"62220000000000{code[1]}",
                by=self.clerk,
                now=at(START),
            )
            payments.confirm_account(self.session, account, by=self.chief, now=at(START))

    def advertise(self, client) -> Campaign:
        """Start a campaign; somebody follows its link and becomes the customer K1."""
        channel = self.desk.channel("moments")
        campaign = self.desk.live(starts_on=START, ends_on=END)
        link = self.desk.link(channel, campaign=campaign)
        assert client.get(f"/marketing/go/{link.code}", headers=PHONE).status_code == 302
        facts = {"code": "L1", "name": "王芳", "landing_page": "", "on": START, "by": self.clerk}
        lead = leads.capture(
            self.session, link_code=link.code, kind=TouchKind.CLICK, now=at(START), **facts
        )
        leads.qualify(self.session, lead, by=self.clerk)
        leads.win(self.session, lead, customer="K1", by=self.clerk, now=at(START))
        return campaign

    def sell_daily(self) -> None:
        """Sell every day 4 pieces of P1, which is bought, and one of P2, which is consigned."""
        goods = [
            LineDraft(1, "P1", "S2", Decimal(4), Decimal("100.00"), Decimal(0)),
            LineDraft(2, "P2", "S1", Decimal(1), Decimal("50.00"), Decimal(0)),
        ]
        days = [START + timedelta(days=number) for number in range(DAYS)]
        moments = [
            {
                "placed_at": at(day) + timedelta(hours=1),
                "paid_at": at(day) + timedelta(hours=2),
                "shipped_at": at(day) + timedelta(hours=3),
                "delivered_at": at(day + timedelta(days=2)),
            }
            for day in days
        ]
        self.shop.record(
            *(draft(f"D-{day}", goods, **facts) for day, facts in zip(days, moments, strict=True))
        )

    def settle(self, period: tuple[date, date]) -> dict[str, Statement]:
        first, end = period
        run.settle(
            self.session,
            run.payable_sources(),
            period_from=first,
            period_to=end,
            currency="CNY",
            by=self.clerk,
            now=at(end),
        )
        found = sa.select(Statement).where(Statement.period_from == first)
        return {one.supplier_code: one for one in self.session.scalars(found)}

    def freeze(self, statement: Statement) -> None:
        for step in (statements.send, statements.confirm, statements.freeze):
            step(self.session, statement, by=self.clerk, now=at(statement.period_to))

    def pay(self, owed: list[Statement]) -> None:
        """Freeze statements, have them approved, and let the bank pay them in one batch."""
        now = at(owed[0].period_to)
        for statement in owed:
            self.freeze(statement)
            statements.approve(self.session, statement, by=self.chief, now=now)
        keys = [statement.id for statement in owed]
        batch = payments.create_batch(
            self.session, keys, by=self.clerk, on=owed[0].period_to, now=now
        )
        payments.export(self.session, batch, now=now)
        told = {"paid": True, "reference": "HD1", "reason": "", "by": self.clerk, "now": now}
        for item in self.session.scalars(payable.items_of([batch.number])).all():
            payments.answer(self.session, item, **told)

    def restock(self) -> Decimal:
        """Follow the suggestion of a day from its acceptance to the receipt; return the units."""
        by, now, session = self.clerk, at(END), self.session
        assert restock.run(session, by=by, on=END).added == 1
        found = suggestions.with_keys(session.scalars(sa.select(Suggestion.id)).all())
        suggesting.accept(session, session.scalars(found).one(), by=by, on=END, now=now)
        wanted = requests_of.with_keys(session.scalars(sa.select(Request.id)).all())
        request = session.scalars(wanted).one()
        requests.approval.sign(session, requests.PURCHASE, request, by=self.chief, now=now)
        order = purchasing.place(session, request, by=by, now=now)
        purchasing.send(session, order, by=by, now=now)
        order = session.scalars(purchases.order(order.id)).unique().one()
        line = order.lines[0]
        units = line.quantity
        receipts.receive(session, order, {line.id: units}, note="", by=by, on=END, now=now)
        return units

    def complain(self, order: Order) -> Refund:
        """Return the consigned piece of an order; pay back what was paid for it."""
        day, by, session = FEBRUARY[0], self.clerk, self.session
        line = order.lines[1]
        told = [CaseLine("Mug", Decimal(1), sold_line_id=line.id)]
        case = casework.open_case(
            session,
            kind=Kind.RETURN,
            subject="It is chipped",
            body="",
            party=self.party("K1"),
            lines=told,
            order=OrderNamed(order.number, order.id),
            by=by,
            on=day,
            now=at(day),
        )
        for verb in ("accept", "await_goods", "receive"):
            case = progress.step(session, case, verb, by=by, now=at(day))
        found = {case.lines[0].id: Found(Decimal(1), Outcome.REFUND, "chipped")}
        case = inspect(session, case, found, by=by, now=at(day))
        case = progress.step(session, case, "resolve", by=by, now=at(day))
        ask_refund(session, case, fault="supplier", reason="chipped", by=by, on=day, now=at(day))
        refund = session.scalars(sa.select(Refund)).one()
        refunds.approve(session, refund, by=self.chief, now=at(day))
        refunds.pay_out(session, refund, by=self.chief, on=day, now=at(day))
        assert progress.step(session, case, "close", by=by, now=at(day)).state is State.CLOSED
        return refund


@pytest.fixture
def company(session) -> Company:
    return Company(session)


@pytest.fixture
def shelf(company, make_product, make_warehouse, agree, move):
    """P1 comes from S2 in packs of 12; the shelf is full for eight weeks and a bit."""
    product, house = make_product("P1"), make_warehouse(ships=True)
    agree(product, company.party("S2"))
    move(product, house, 4 * DAYS + 31, on=START - timedelta(days=1))


@pytest.mark.usefixtures("shelf")
def test_a_season(company, session, client, make_asset, hand_over) -> None:
    company.agree()
    campaign = company.advertise(client)
    company.sell_daily()

    # A touch counts for 30 days, so the campaign brought what K1 bought until then.
    assert attribution.refresh(session, today=END) == DAYS
    told = evaluation.evaluate(session, campaign, model=AttributionModel.LAST, today=END)
    assert told.total.revenue == 150 * 30

    # The shelf is low; what is ordered comes, and is more than what was left.
    assert stock.post_sales(session) == DAYS
    assert session.scalar(sa.select(Level.on_hand)) == 31
    units = company.restock()
    assert units % 12 == 0
    assert session.scalar(sa.select(Level.on_hand)) == 31 + units
    assert restock.run(session, by=company.clerk, on=END).added == 0

    # The consignor is paid for what is past the days of return, the other for what came in.
    december, january = company.settle(DECEMBER), company.settle(JANUARY)
    assert (december["S1"].net, january["S1"].net) == (45 * 29, 45 * 27)
    assert (set(december), january["S2"].net) == ({"S1"}, units * Decimal("7.50"))
    for owed in (december, january):
        company.pay([*owed.values()])

    # A settled line comes back: the paid statement stays, the next one carries it.
    refund = company.complain(company.shop.order(f"D-{START}"))
    assert refund.amount == Decimal("50.00")
    february = company.settle(FEBRUARY)["S1"]
    assert (february.gross, february.adjustments, february.net) == (0, -50, -50)
    company.freeze(february)  # nothing is paid; March takes it over
    assert (december["S1"].state, december["S1"].net) == (StatementState.PAID, 45 * 29)

    # A new colleague signs for a laptop, and is known to hold it.
    laptop, newcomer = make_asset("IT-1"), make_user(session, name="Newcomer")
    hand_over(["IT-1"], Holder("Newcomer", newcomer.id))
    held = session.scalars(custodies.held_by(newcomer.id)).all()
    assert [one.asset for one in held] == [laptop]
    session.commit()
    assert check.find_faults(session) == []
