"""The pages below /orders/order/."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from core.db import session
from core.extras import page_extras
from core.listing import answer
from core.permissions import requires
from core.templating import render
from plugins.orders.discount.models import BEARER_WORDS
from plugins.orders.exchange import queries as exchanges
from plugins.orders.exchange.listing import STATES as EXCHANGE_STATES
from plugins.orders.ledger import queries
from plugins.orders.ledger.models import TENDER_WORDS
from plugins.orders.order.listing import STATES, OrderListing
from plugins.orders.points import queries as points
from plugins.orders.points.listing import KINDS
from plugins.orders.refund import queries as refunds
from plugins.orders.refund.listing import STATES as REFUND_STATES
from plugins.orders.shipment import queries as shipments
from plugins.orders.shipment.listing import STATES as SHIPMENT_STATES

blueprint = Blueprint("order", __name__)


@blueprint.get("/")
@requires("orders.order.index")
def index() -> ResponseReturnValue:
    """List the orders, the newest first."""
    return answer(OrderListing(), "orders/order/index.html")


@blueprint.get("/<int:order_id>")
@requires("orders.order.index")
def detail(order_id: int) -> ResponseReturnValue:
    """Show an order from all sides: lines, money, parcels, refunds, earlier versions."""
    order = session().scalar(queries.order(order_id)) or abort(404)
    return render(
        "orders/order/detail.html",
        order=order,
        extras=page_extras("orders.order", order),
        state=STATES[order.state],
        state_words={one.value: words[0] for one, words in STATES.items()},
        tenders=TENDER_WORDS,
        bearers=BEARER_WORDS,
        refunds=session().scalars(refunds.of_order(order_id)).all(),
        refund_states=REFUND_STATES,
        exchanges=session().scalars(exchanges.of_order(order_id)).all(),
        exchange_states=EXCHANGE_STATES,
        shipments=session().scalars(shipments.of_order(order_id)).all(),
        shipment_states=SHIPMENT_STATES,
        points=session().scalars(points.of_order(order_id)).all(),
        point_kinds=KINDS,
    )
