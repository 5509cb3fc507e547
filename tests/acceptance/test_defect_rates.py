"""Defect rates of a year of real orders are what the files say, counted once more.

No file tells of defects, so an item counts as defective whose order got the lowest score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from math import isclose, sqrt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from plugins.orders.with_service import service_sold_quantities
from plugins.service.defect.models import Defect, Severity
from plugins.service.defect_rate import services
from plugins.service.defect_rate.rules import FEWEST
from plugins.service.defect_rate.services import Rates
from plugins.service.quality.models import By, QualityRecord
from tests.acceptance import olist

pytestmark = pytest.mark.acceptance
FIRST, LAST = date(2017, 1, 1), date(2017, 12, 31)
KEYS = {By.PRODUCT: "product_id", By.SUPPLIER: "seller_id"}


@pytest.fixture(scope="session")
def items() -> list[dict[str, str]]:
    """The items that were sold in the year, with their month and whether they count as bad."""
    orders = {row["order_id"]: row for row in olist.orders()}
    lowest = {
        row["order_id"]
        for row in olist.rows("olist_order_reviews_dataset.csv")
        if row["review_score"] == "1"
    }
    found = []
    for item in olist.items():
        order = orders[item["order_id"]]
        on = datetime.fromisoformat(order["order_purchase_timestamp"]).date()
        if FIRST <= on <= LAST and order["order_status"] != "canceled":
            bad = "yes" if item["order_id"] in lowest else ""
            found.append(item | {"on": on.isoformat(), "month": on.isoformat()[:7], "bad": bad})
    return found


@pytest.fixture
def session(history, items, monkeypatch) -> Iterator[Session]:
    """The database of the history with a record of each bad item, which are forgotten after."""
    monkeypatch.setattr(
        services.sold_services, "answers", lambda _hook: [service_sold_quantities()]
    )
    engine = sa.create_engine(history.url)
    with engine.connect() as connection, Session(connection) as found:
        sellers = dict(map(tuple, found.execute(sa.text("SELECT code, id FROM core_party"))))
        by = found.scalar(sa.text("SELECT min(id) FROM core_user"))
        values = {"code": "X", "name": "x", "severity": Severity.MAJOR, "is_active": True}
        defect = found.scalar(sa.insert(Defect).values(values).returning(Defect.id))
        found.execute(
            sa.insert(QualityRecord.__table__),
            [
                {
                    "number": f"X{at}",
                    "defect_id": defect,
                    "product_code": item["product_id"],
                    "supplier_id": sellers[item["seller_id"]],
                    "quantity": Decimal(1),
                    "found_on": date.fromisoformat(item["on"]),
                    "logged_at": datetime.fromisoformat(f"{item['on']}T12:00:00+00:00"),
                    "logged_by_id": by,
                    "search_tokens": "",
                }
                for at, item in enumerate(items)
                if item["bad"]
            ],
        )
        yield found
        found.rollback()
    engine.dispose()


def check(rates: Rates, sold: Counter[str], bad: Counter[str]) -> int:
    """Compare all figures with the counts; return how many are over their limit."""
    everything, mean = sold.total(), bad.total() / sold.total()
    assert (rates.total.sold, rates.total.defective) == (everything, bad.total())
    over = 0
    for one in rates.figures:
        assert (one.sold, one.defective) == (sold[one.key], bad[one.key])
        limit = min(1, mean + 3 * sqrt(mean * (1 - mean) / sold[one.key]))
        assert isclose(one.rate, bad[one.key] / sold[one.key], abs_tol=2e-6)
        assert isclose(one.limit, limit, abs_tol=2e-4)
        is_over = bad[one.key] >= FEWEST and bad[one.key] / sold[one.key] > limit
        assert one.is_alarming is is_over, one
        over += is_over
    return over


@pytest.mark.parametrize("by", list(By))
def test_rates_are_those_of_the_files(session, items, by):
    key = KEYS.get(by, "month")
    sold = Counter(item[key] for item in items)
    bad = Counter(item[key] for item in items if item["bad"])
    rates = services.rates(session, by, FIRST, LAST)
    wanted = set(sold) if by is By.MONTH else set(bad)
    assert {one.key for one in rates.figures} == wanted
    assert check(rates, sold, bad) > 0 or by is By.MONTH
