from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BusinessError
from core.testing import make_user
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
