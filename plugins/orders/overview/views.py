"""The cards of the first page; each figure leads to its rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import Session

from core.company import company
from core.hookspecs import Card, Chart, ChartRow, Trend
from core.permissions import allowed
from core.templating import day, money, number
from plugins.orders.ledger import queries as ledger
from plugins.orders.overview import queries
from plugins.orders.overview.rules import Day, Span, last_days, month_so_far
from plugins.orders.refund import queries as refunds

ORDERS, REFUNDS = "orders.order.index", "orders.refund.index"


def cards(session: Session, today: date) -> list[Card]:
    """Return what was sold, and what wants a look, as far as the reader may see it."""
    found = []
    if allowed(ORDERS):
        found += [*_sold(session, today), _paid_otherwise(session)]
    if allowed(REFUNDS):
        found.append(_to_decide(session))
    return found


def _sold(session: Session, today: date) -> list[Card]:
    (month, month_before), (lately, before) = month_so_far(today), last_days(today)
    currency, first = company().currency, min(month_before.first, before.first)
    asked = queries.per_day(first, month.end, currency)
    days = [Day(*row) for row in session.execute(asked)]
    now, then = month.of(days), month_before.of(days)
    sold, sold_before = lately.of(days), before.of(days)
    return [
        Card(
            _("Orders this month"),
            number(now.orders),
            _placed(month),
            ORDERS,
            icon="shopping-cart",
            order=10,
            key="month",
            trend=Trend(now.orders, then.orders, _("against the month before"), "good"),
        ),
        Card(
            _("Order value of each day"),
            money(sold.total, currency),
            _placed(lately),
            ORDERS,
            hint=_("Orders in %(currency)s, cancelled ones too", currency=currency),
            order=200,
            key="days",
            trend=Trend(sold.total, sold_before.total, _("against the 30 days before"), "good"),
            chart=_chart(lately, days, currency),
            width=4,
        ),
    ]


def _chart(span: Span, days: list[Day], currency: str) -> Chart:
    dates = [span.first + timedelta(days=step) for step in range((span.end - span.first).days)]
    each = [Span(on, on + timedelta(days=1)) for on in dates]
    rows = tuple(
        ChartRow(day(one.first), (total,), (money(total, currency),), _placed(one))
        for one in each
        for total in (one.of(days).total,)
    )
    return Chart((_("Day"), _("Order value")), rows)


def _placed(span: Span) -> str:
    last = span.end - timedelta(days=1)
    return url_for(ORDERS, placed_from=span.first, placed_to=last)


def _paid_otherwise(session: Session) -> Card:
    return Card(
        _("Paid with another sum"),
        _count(session, ledger.differing()),
        url_for(ORDERS, differs="True"),
        ORDERS,
        icon="alert-triangle",
        colour="orange",
        order=20,
        key="differing",
    )


def _to_decide(session: Session) -> Card:
    return Card(
        _("Refunds to decide"),
        _count(session, refunds.waiting()),
        url_for(REFUNDS, state="requested"),
        REFUNDS,
        icon="receipt-refund",
        order=30,
        key="refunds",
    )


def _count(session: Session, asked: Select[Any]) -> str:
    return number(session.scalar(asked) or 0)
