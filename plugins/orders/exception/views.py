"""The page below /orders/exception/."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from core.clock import from_local
from core.company import company, today
from core.db import session
from core.permissions import allowed, requires
from core.setting import services as settings
from core.templating import render
from plugins.orders.exception import queries
from plugins.orders.ledger import queries as ledger
from plugins.orders.shipment.models import State as ShipmentState

blueprint = Blueprint("exception", __name__)
DAYS = "orders.exception.days"
ORDERS, SHIPMENTS, REFUNDS = (f"orders.{one}.index" for one in ("order", "shipment", "refund"))


@dataclass(frozen=True)
class Figure:
    """How many rows want somebody, and where they are."""

    title: str
    count: int
    url: str
    icon: str


@blueprint.get("/")
@requires("orders.order.index")
def index() -> ResponseReturnValue:
    """Show what is not as it should be; each figure leads to its rows."""
    days = int(str(settings.read(session(), DAYS)[DAYS]))
    last = today() - timedelta(days=days)
    before = from_local(datetime.combine(last + timedelta(days=1), time.min), company().zone)
    told = [
        _figure(
            _("Paid with another sum"),
            ledger.differing(),
            url_for(ORDERS, differs="True"),
            "alert-triangle",
        ),
        _figure(
            _("Paid %(days)s days ago and not shipped", days=days),
            queries.unsent(before),
            url_for(ORDERS, state="paid", placed_to=last),
            "package",
        ),
        _figure(
            _("Shipped %(days)s days ago and not signed for", days=days),
            queries.unsigned(before),
            url_for(ORDERS, state="shipped", shipped_to=last),
            "truck",
        ),
        *(
            _figure(title, queries.parcels(state), url_for(SHIPMENTS, state=state.value), icon)
            for state, title, icon in (
                (ShipmentState.EXCEPTION, _("Parcels with a problem"), "alert-circle"),
                (ShipmentState.RETURNING, _("Parcels on their way back"), "truck-return"),
                (ShipmentState.REJECTED, _("Parcels that were refused"), "ban"),
            )
        ),
    ]
    if allowed(REFUNDS):
        url = url_for(REFUNDS, state="approved")
        title = _("Refunds approved and not paid out")
        told.append(_figure(title, queries.unpaid_refunds(), url, "receipt-refund"))
    overdrawn = session().scalar(queries.overdrawn()) or 0
    return render("orders/exception/index.html", figures=told, overdrawn=overdrawn)


def _figure(title: str, asked: Select[Any], url: str, icon: str) -> Figure:
    return Figure(title, session().scalar(asked) or 0, url, icon)
