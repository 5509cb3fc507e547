"""What programs read of refunds and parcels."""

from __future__ import annotations

import pytest

from plugins.orders.shipment import services as shipments
from tests.orders.conftest import NOW


@pytest.fixture
def parcel(shop, session):
    order = shop.sell()
    return shipments.create_shipment(
        session, order, carrier="中通", tracking_number="ZT1", by=shop.clerk, now=NOW
    )


def test_a_refund_tells_its_lines_and_how_it_goes_back(shop, program) -> None:
    refund = shop.ask(shop.sell(), ("1", "40.00", "6.00"))
    ask = program("orders.refund.index")
    (row,) = ask("GET", "orders/refund/")[1]["items"]
    assert (row["number"], row["amount"], row["state"]) == (refund.number, "46.00", "requested")
    _status, told = ask("GET", f"orders/refund/{refund.id}")
    assert told["tenders"] == [{"tender": "alipay", "amount": "46.00"}]
    assert [(one["position"], one["price"]) for one in told["lines"]] == [(1, "40.00")]


def test_a_parcel_tells_its_events(shop, session, program, parcel) -> None:
    shipments.add_event(session, parcel, at=NOW, code="301", text="改派")
    ask = program("orders.order.index")
    (row,) = ask("GET", "orders/shipment/?state=unknown")[1]["items"]
    assert (row["tracking_number"], row["order"]) == ("ZT1", "A-1")
    _status, told = ask("GET", f"orders/shipment/{parcel.id}")
    assert [(one["code"], one["text"]) for one in told["events"]] == [("301", "改派")]


@pytest.mark.parametrize("slice_", ["refund", "shipment"])
def test_who_may_not_see_a_resource_is_refused(program, slice_) -> None:
    ask = program("core.party.index")
    assert ask("GET", f"orders/{slice_}/")[0] == 403
    assert ask("GET", f"orders/{slice_}/1")[0] == 403


@pytest.mark.parametrize("slice_", ["refund", "shipment"])
def test_what_is_not_there_is_404(program, slice_) -> None:
    ask = program("orders.order.index", "orders.refund.index")
    assert ask("GET", f"orders/{slice_}/999")[0] == 404
