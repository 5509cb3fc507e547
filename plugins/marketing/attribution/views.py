"""The pages below /marketing/attribution/."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from core.company import company, today
from core.db import session
from core.errors import BusinessError
from core.hookspecs import Chart, ChartRow
from core.listing import answer
from core.permissions import requires
from core.templating import money, render
from plugins.marketing.attribution import queries, services
from plugins.marketing.attribution.listing import CreditListing
from plugins.marketing.attribution.models import MODEL_WORDS
from plugins.marketing.attribution.rules import AttributionModel
from plugins.marketing.channel import queries as channels

blueprint = Blueprint("attribution", __name__)
NOTHING = Decimal(0)
Shares = dict[tuple[AttributionModel, int], Decimal]


@blueprint.get("/")
@requires("marketing.attribution.index")
def index() -> ResponseReturnValue:
    """Compare what each channel brought by each model."""
    first, last = _day("from"), _day("to")
    currency = company().currency
    asked = queries.by_channel(currency, first=first, last=last)
    shares = {(row.model, row.channel_id): row.revenue for row in session().execute(asked)}
    sums = [
        session().execute(queries.sold(source, currency, first, last)).one()
        for source in services.order_sources()
    ]
    sold = sum((one.revenue or NOTHING for one in sums), NOTHING)
    return render(
        "marketing/attribution/index.html",
        chart=_chart(shares, sold, first, last),
        first=first,
        last=last,
        sold=sold,
        orders=sum(one.orders for one in sums),
        has_source=bool(sums),
    )


@blueprint.get("/orders")
@requires("marketing.attribution.index")
def orders() -> ResponseReturnValue:
    """List the orders that channels are owed."""
    return answer(CreditListing(), "marketing/attribution/orders.html")


@blueprint.post("/refresh")
@requires("marketing.attribution.refresh")
def refresh() -> ResponseReturnValue:
    """Credit the orders of the last weeks anew."""
    count = services.refresh(session(), today=today())
    session().commit()
    text = ngettext("%(num)s order was looked at.", "%(num)s orders were looked at.", count)
    flash(text, "success")
    return redirect(url_for("marketing.attribution.index"), 303)


def _chart(shares: Shares, sold: Decimal, first: date | None, last: date | None) -> Chart:
    """Return one row for each channel, and one for what no channel led to."""
    days = {"placed_from": first, "placed_to": last}
    names = dict(session().execute(channels.names()).all())
    rows = []
    for key, name in names.items():
        values = tuple(shares.get((model, key), NOTHING) for model in AttributionModel)
        if any(values):
            url = url_for("marketing.attribution.orders", channel=key, **days)  # type: ignore[arg-type]
            rows.append(ChartRow(name, values, tuple(map(money, values)), url))
    rest = tuple(
        sold - sum((shares.get((model, key), NOTHING) for key in names), NOTHING)
        for model in AttributionModel
    )
    texts = tuple(map(money, rest))
    rows.append(ChartRow(_("Direct or unknown"), rest, texts, is_drawn=not rows))
    return Chart((_("Channel"), *map(str, MODEL_WORDS.values())), tuple(rows))


def _day(name: str) -> date | None:
    text = request.args.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BusinessError(
            _("%(text)s is no date; write one such as 2026-11-23.", text=text)
        ) from error
