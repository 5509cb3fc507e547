"""The page below /orders/daily/."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.company import company, today
from core.db import session
from core.errors import BusinessError
from core.hookspecs import Chart, ChartRow
from core.permissions import requires
from core.templating import amount, number, render
from plugins.orders.daily import queries

blueprint = Blueprint("daily", __name__)
FIGURES = ("goods", "discount", "total", "paid", "refunded")


@blueprint.get("/")
@requires("orders.order.index")
def index() -> ResponseReturnValue:
    """Show what was ordered on a day, by channel; each figure leads to its orders."""
    on = _day(request.args.get("on", ""))
    currency = company().currency
    rows = session().execute(queries.by_channel(on, currency)).all()
    chart = Chart(
        (_("Channel"), _("Total"), _("Paid")),
        tuple(
            ChartRow(
                row.name,
                (row.total, row.paid),
                (amount(row.total), amount(row.paid)),
                _orders(on, row.id),
            )
            for row in rows
        ),
    )
    return render(
        "orders/daily/index.html",
        on=on,
        before=on - timedelta(days=1),
        after=on + timedelta(days=1) if on < today() else None,
        rows=[(row, _orders(on, row.id)) for row in rows],
        sums={name: amount(sum((getattr(row, name) for row in rows), 0)) for name in FIGURES},
        count=number(sum(row.orders for row in rows)),
        all_orders=_orders(on),
        currency=currency,
        chart=chart,
    )


def _orders(on: date, channel_id: int | None = None) -> str:
    only: dict[str, Any] = {} if channel_id is None else {"channel": channel_id}
    return url_for("orders.order.index", placed_from=on, placed_to=on, **only)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else today()
    except ValueError as error:
        raise BusinessError(
            _("%(text)s is no date; write one such as 2026-11-23.", text=text)
        ) from error
