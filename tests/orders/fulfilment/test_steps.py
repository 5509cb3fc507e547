from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.errors import BusinessError
from plugins.orders.fulfilment import services
from plugins.orders.ledger.models import TRANSITIONS, State

NOW = datetime(2026, 10, 5, 20, tzinfo=UTC)
VERBS = ("pay", "ship", "deliver", "close", "cancel")


def take(shop, order, verb) -> None:
    facts = {"at": NOW} if verb in {"pay", "ship", "deliver"} else {}
    getattr(services, verb)(shop.session, order, by=shop.clerk, now=NOW, **facts)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", VERBS)
def test_an_order_takes_the_steps_of_its_table_and_no_other(shop, state, verb) -> None:
    order = shop.sell(state=state.value)
    if (state, verb) in TRANSITIONS:
        take(shop, order, verb)
        assert shop.order().state is TRANSITIONS[state, verb]
        assert shop.order().versions[0].content["state"] == state.value
    else:
        with pytest.raises(BusinessError, match="A-1"):
            take(shop, order, verb)
        assert shop.order().version == 1


def test_business_days_are_those_of_the_company(shop) -> None:
    order = shop.sell(state="placed", paid_at=None, shipped_at=None, delivered_at=None)
    for verb in ("pay", "ship", "deliver"):
        take(shop, order, verb)
    order = shop.order()
    assert (str(order.paid_on), str(order.signed_on)) == ("2026-10-06", "2026-10-06")
