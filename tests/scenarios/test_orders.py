"""A dealer's order report from the draft to the end, with a refund of one of two pieces."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core.approval.models import Approval
from core.approval.models import State as ApprovalState
from core.company import company
from core.jobs import enqueue, run_pending
from core.party.services import create_party
from core.reports import Count
from core.testing import make_user
from plugins.orders.channel.models import ChannelKind
from plugins.orders.channel.services import create_channel, create_store
from plugins.orders.ledger.models import Line, Order, State
from plugins.orders.plugin import check_invariants
from plugins.orders.points.jobs import settle
from plugins.orders.points.queries import balance
from plugins.orders.product.services import record_products
from plugins.orders.refund.models import Refund
from plugins.orders.report.jobs import close
from plugins.orders.report.models import Report
from plugins.orders.shipment.models import Shipment

DEALER = ("orders.report.index", "orders.report.create", "orders.points.index")
CLERK = (
    "orders.order.index",
    "orders.report.index",
    "orders.report.all",
    "orders.report.match",
    "orders.refund.index",
    "orders.refund.create",
    "orders.shipment.edit",
)
MANAGER = (
    *CLERK,
    "orders.dealer.edit",
    "orders.report.approve",
    "orders.refund.approve",
)


@pytest.fixture
def company_of_dealers(session) -> dict[str, int]:
    """A product, a party that sells for us, and a store for order reports."""
    by = make_user(session, name="Setup")
    record_products(session, {"SP1": ("保温杯", "家居")}, Count(""))
    party = create_party(session, code="D1", name="陈晓", is_partner=True, by=by)
    channel = create_channel(session, code="bd", name="报单", kind=ChannelKind.ORDER_REPORT, by=by)
    store = create_store(session, channel, code="bd", name="报单中心", owner="", by=by)
    session.commit()
    return {"party": party.id, "store": store.id}


def done(answer) -> None:
    assert answer.status_code == 303, answer.text


def test_a_report_from_draft_to_closed(  # noqa: PLR0915 - a business day is long
    app, session, sign_in, company_of_dealers
) -> None:
    dealer = sign_in(*DEALER, name="Chen Xiao")
    clerk = sign_in(*CLERK, name="Chen")
    manager = sign_in(*MANAGER, name="Meng")
    party = company_of_dealers["party"]

    def points() -> tuple[str, str]:
        session.rollback()
        return tuple(str(one) for one in session.execute(balance(party)).one())

    def sign() -> None:
        asked = session.scalars(select(Approval.id).where(Approval.state == ApprovalState.OPEN))
        done(manager.post(f"/core/approval/{asked.one()}/approve", data={"reason": ""}))

    linked = {"user": dealer.user.id, "party": "D1", "store": company_of_dealers["store"]}
    done(manager.post("/orders/dealer/create", data=linked))

    # The dealer drafts on the phone and hands in; the clerk finds the payment, the manager signs.
    paid_on = datetime.now(company().zone).date() - timedelta(days=12)
    typed = {
        "buyer_name": "李静",
        "items-0-product": "SP1",
        "items-0-quantity": "2",
        "items-0-price": "200.00",
        "tender": "bank_slip",
        "slip": "ICBC-1",
        "paid_on": str(paid_on),
    }
    done(dealer.post("/orders/report/create", data=typed))
    key = session.scalars(select(Report.id)).one()
    done(dealer.post(f"/orders/report/{key}/submit"))
    done(clerk.post(f"/orders/report/{key}/match"))
    sign()
    order_id = session.scalars(select(Order.id)).one()
    assert points() == ("200.00", "0.00")

    # It is sent and signed for.
    parcel = {"carrier": "顺丰", "tracking_number": "SF1"}
    done(clerk.post(f"/orders/shipment/create/{order_id}", data=parcel))
    shipment = session.scalars(select(Shipment.id)).one()
    for code, hour in (("1", 9), ("5", 15), ("3", 18)):
        event = {"at": f"{paid_on + timedelta(days=1)}T{hour:02}:00", "code": code, "text": code}
        done(clerk.post(f"/orders/shipment/{shipment}/event", data=event))
    order = session.get(Order, order_id)
    assert (order.state, order.signed_on) == (State.DELIVERED, paid_on + timedelta(days=1))

    # One of the two pieces comes back: half of the points go with it.
    line = session.scalars(select(Line.id)).one()
    claim = {f"quantity_{line}": "1", "liability": "no_reason", "reason": "尺寸不合适"}
    done(clerk.post(f"/orders/refund/create/{order_id}", data=claim))
    sign()
    assert points() == ("200.00", "0.00")
    refund = session.scalars(select(Refund.id)).one()
    done(manager.post(f"/orders/refund/{refund}/pay-out"))
    assert points() == ("100.00", "0.00")

    # The window is over: what is left counts, and the order ends.
    for job in (settle, close):
        enqueue(session, job, by=manager.user)
    session.commit()
    run_pending(app)
    session.expire_all()
    assert points() == ("0.00", "100.00")
    assert session.get(Order, order_id).state is State.CLOSED
    page = dealer.get(f"/orders/report/{key}", headers={"Accept-Language": "en"}).text
    assert all(word in page for word in ("Closed", "Confirmed", "Taken back by a refund"))
    assert check_invariants(session) == []
