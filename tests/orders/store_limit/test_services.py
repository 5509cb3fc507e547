"""What is done with orders by somebody who sees some stores only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask_login import login_user

from core.api_token import services as tokens
from core.clock import Period, PeriodKind, now
from core.db import db
from core.testing import make_user
from core.user.queries import by_id
from plugins.catalog.stock import queries as stock
from plugins.finance.reversal import queries as reversal
from plugins.finance.settlement.models import Line as StatementLine
from plugins.finance.terms import services as terms
from plugins.finance.terms.models import Basis, Event, Mode
from plugins.marketing.attribution import queries as attribution
from plugins.orders.channel.models import Store
from plugins.orders.ledger.models import Order
from plugins.orders.with_catalog import catalog_sales_source
from plugins.orders.with_finance import finance_payable_source
from plugins.orders.with_marketing import marketing_order_source
from plugins.orders.with_service import service_sold_quantities
from plugins.service.defect_rate import queries as defect_rate
from plugins.service.quality.models import By
from tests.orders.store_limit.conftest import STORES


def test_whoever_settles_takes_the_lines_of_all_stores(stores, reader, session) -> None:
    terms.agree(
        session,
        None,
        valid_from=None,
        mode=Mode.COMMISSION,
        rate=Decimal("0.1"),
        basis=Basis.PRICE,
        commission_on=Basis.PRICE,
        after_sale_days=7,
        event=Event.SIGNED,
        period_kind=PeriodKind.MONTH,
        by=stores.root,
    )
    data = {"period_from": "2026-10-01", "period_to": "2026-11-01"}
    session.commit()
    answer = reader("one").post("/finance/run/create", data=data)
    assert answer.status_code == 303
    lines = session.scalars(sa.select(StatementLine.reference)).all()
    assert {code for code in STORES if any(code in line for line in lines)} == set(STORES)


QUESTIONS = {
    "promised goods": lambda: stock.committed(catalog_sales_source().committed),
    "suppliers with refunds": lambda: reversal.suppliers_with_refunds(
        finance_payable_source(), Period(date(2026, 10, 1), date(2027, 1, 1))
    ),
    "sold for rates of defects": lambda: defect_rate.sold(
        service_sold_quantities(), By.PRODUCT, date(2026, 1, 1), date(2027, 1, 1)
    ),
    "sold for promotion": lambda: attribution.sold(marketing_order_source(), "CNY"),
}


@pytest.mark.parametrize("what", QUESTIONS)
def test_what_must_know_of_every_order_does_whoever_asks(app, stores, reader, what) -> None:
    user_id, asked = reader("one").user.id, QUESTIONS[what]()
    stores.session.rollback()
    assert asked.get_execution_options().get("every_row"), "no row is left out"
    with app.app_context(), app.test_request_context("/"):
        login_user(db.session.scalars(by_id(user_id)).unique().one())
        limited = db.session.execute(asked).all()
        assert len(db.session.scalars(sa.select(Order.id)).all()) == 1
    assert limited == stores.session.execute(asked).all()


def test_what_a_mall_pushes_into_another_store_is_refused(app, session, stores) -> None:
    user = make_user(session, "orders.order.import", name="Imp")
    stores.limit(user, "AX")
    facts = {"name": "t", "days": 1, "by": user, "now": now()}
    _token, secret = tokens.issue(session, scopes={"orders.order.import"}, **facts)
    session.commit()
    client, headers = app.test_client(), {"Authorization": f"Bearer {secret}"}
    order = {"state": "paid", "placed_at": "2026-11-01T10:00:00+08:00", "lines": []}
    outcomes = {}
    for code in ("AX", "BX", "NEW"):
        store = {"store": code, "channel": "tmall", "channel_kind": "b2c"}
        batch = {"store": store, "orders": [order | {"number": f"N-{code}"}]}
        answer = client.post("/api/v1/orders/intake/orders", json=batch, headers=headers)
        assert answer.status_code == 200
        (outcomes[code],) = answer.json["items"]
    assert outcomes["AX"]["result"] == "added"
    for code in ("BX", "NEW"):
        assert outcomes[code]["result"] == "refused"
        assert code in outcomes[code]["errors"][0]["detail"]
    assert set(session.scalars(sa.select(Store.code))) == set(STORES)
    pushed = sa.select(Order.number).where(Order.number.startswith("N-"))
    assert session.scalars(pushed).all() == ["N-AX"]


def test_what_is_taken_elsewhere_is_refused_and_no_error(app, session, stores, reader) -> None:
    client = reader("one")
    order = stores.records["AX"]["order_id"]
    data = {"carrier": "SF", "tracking_number": "MARKBXT"}
    assert client.post(f"/orders/shipment/create/{order}", data=data).status_code in {404, 422}
    channel = session.scalar(sa.select(Store.channel_id))
    data = {"channel": channel, "code": "BX", "name": "x", "owner": ""}
    assert client.post("/orders/channel/store/create", data=data).status_code == 422
