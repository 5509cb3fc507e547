from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BusinessError
from core.testing import make_user
from plugins.orders.ledger.models import State as OrderState
from plugins.orders.shipment import queries, rules, services
from plugins.orders.shipment.models import State

START = datetime(2026, 10, 2, 1, tzinfo=UTC)


def after(hours: int) -> datetime:
    return START + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        (["1", "0", "5", "3"], rules.SIGNED),
        (["1", "0", "2"], rules.EXCEPTION),
        (["3", "0"], rules.SIGNED),  # signed is final …
        (["3", "6"], rules.RETURNING),  # … unless the parcel goes back
        (["99"], rules.UNKNOWN),  # a new code is never an error
        (["14"], rules.REJECTED),
    ],
)
def test_the_latest_event_decides(codes, state) -> None:
    events = [(after(hour), rules.meaning(code)) for hour, code in enumerate(codes)]
    assert rules.state_after(events) == state


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        (["0", "7", "8", "10", "11", "12", "13"], rules.IN_TRANSIT),
        (["1"], rules.PICKED_UP),
        (["2"], rules.EXCEPTION),
        (["3"], rules.SIGNED),
        (["4", "6"], rules.RETURNING),
        (["5"], rules.DELIVERING),
        (["14"], rules.REJECTED),
        (["9", "15", "301", "", "签收"], rules.UNKNOWN),
    ],
)
def test_every_code_of_the_carriers_has_its_meaning(codes, state) -> None:
    assert {rules.meaning(code) for code in codes} == {state}


@given(st.permutations(["1", "0", "5", "3", "6"]))
def test_the_order_in_which_events_arrive_does_not_matter(order) -> None:
    hours = {"1": 1, "0": 2, "5": 3, "3": 4, "6": 5}
    events = [(after(hours[code]), rules.meaning(code)) for code in order]
    assert rules.state_after(events) == rules.RETURNING


@pytest.fixture
def shipment(session, order):
    by = make_user(session, "orders.shipment.edit")
    made = services.create_shipment(
        session, order, carrier="顺丰", tracking_number="SF1", by=by, now=START
    )
    return session.scalar(queries.shipment(made.id))


def test_the_same_report_twice_is_one_event(session, shipment) -> None:
    assert services.add_event(session, shipment, at=after(1), code="1", text="已揽收") is True
    again = session.scalar(queries.shipment(shipment.id).execution_options(populate_existing=True))
    assert services.add_event(session, again, at=after(1), code="1", text="已揽收") is False
    assert again.state is State.PICKED_UP


def test_a_tracking_number_belongs_to_one_parcel(session, order, shipment) -> None:
    by = make_user(session, "orders.shipment.edit")
    with pytest.raises(BusinessError, match="recorded already"):
        services.create_shipment(
            session, order, carrier="顺丰", tracking_number="SF1", by=by, now=START
        )


def test_the_same_words_of_another_moment_are_another_event(session, shipment) -> None:
    for hour, code in ((1, "0"), (2, "0"), (2, "5")):
        services.add_event(session, shipment, at=after(hour), code=code, text="已到杭州")
    events = session.scalars(queries.events(shipment.id)).all()
    assert [(one.at, one.code) for one in events] == [(after(1), "0"), (after(2), "0")]


def test_an_unknown_code_is_kept_as_the_carrier_wrote_it(session, shipment) -> None:
    services.add_event(session, shipment, at=after(1), code="301", text="改派")
    (event,) = session.scalars(queries.events(shipment.id))
    assert (event.code, event.state, shipment.state) == ("301", State.UNKNOWN, State.UNKNOWN)


@pytest.fixture
def parcels(shop, session):
    """Two parcels of an order that is paid."""
    order = shop.sell(state="paid", shipped_at=None, delivered_at=None)
    return [
        services.create_shipment(
            session, order, carrier="中通", tracking_number=number, by=shop.clerk, now=START
        )
        for number in ("ZT1", "ZT2")
    ]


def test_the_first_parcel_ships_an_order_and_the_last_signature_delivers_it(
    shop, session, parcels
) -> None:
    order = shop.order()
    assert (order.state, order.shipped_at, order.version) == (OrderState.SHIPPED, START, 2)
    first, second = parcels
    services.add_event(session, first, at=after(30), code="3", text="已签收", by=shop.clerk)
    assert shop.order().state is OrderState.SHIPPED
    services.add_event(session, second, at=after(16), code="3", text="已签收", by=shop.clerk)
    order = shop.order()
    assert (order.state, order.delivered_at) == (OrderState.DELIVERED, after(16))
    assert order.signed_on == after(16).date() + timedelta(days=1)  # it is past midnight in China
    assert [one.replaced_by_id for one in order.versions] == [shop.clerk.id, shop.clerk.id]


def test_a_parcel_that_goes_back_keeps_nobody_waiting(shop, session, parcels) -> None:
    first, second = parcels
    services.add_event(session, first, at=after(30), code="6", text="退回")
    services.add_event(session, second, at=after(31), code="3", text="已签收")
    assert shop.order().state is OrderState.DELIVERED


def test_what_a_file_said_of_the_delivery_stays(shop, session) -> None:
    order = shop.sell()
    parcel = services.create_shipment(
        session, order, carrier="中通", tracking_number="ZT9", by=shop.clerk, now=START
    )
    services.add_event(session, parcel, at=after(1), code="3", text="已签收")
    assert (shop.order().version, shop.order().delivered_at) == (1, order.delivered_at)
