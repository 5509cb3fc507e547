"""What orders adds to the system."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from core import importing
from core.clock import now
from core.db import Model
from core.db import session as current_session
from core.extending import Hit, Panel, SearchSource, TimelineEntry, list_source
from core.hooks import hookimpl
from core.hookspecs import Card, Fault
from core.templating import day
from core.user.models import User
from plugins.orders.buyer import views as buyer
from plugins.orders.channel import views as channel
from plugins.orders.daily import views as daily
from plugins.orders.dealer import views as dealer
from plugins.orders.demo import services as demo
from plugins.orders.exception import views as exception
from plugins.orders.exchange import queries as exchanges
from plugins.orders.exchange import views as exchange
from plugins.orders.exchange.listing import ExchangeListing
from plugins.orders.intake import api as intake_api
from plugins.orders.intake.importer import importer
from plugins.orders.ledger import queries as ledger
from plugins.orders.order import api as order_api
from plugins.orders.order import views as order
from plugins.orders.order.listing import STATES
from plugins.orders.overview import views as overview
from plugins.orders.points import api as points_api
from plugins.orders.points import jobs as points_jobs
from plugins.orders.points import queries as points_queries
from plugins.orders.points import views as points
from plugins.orders.product import api as product_api
from plugins.orders.product import queries as products
from plugins.orders.product import views as product
from plugins.orders.refund import api as refund_api
from plugins.orders.refund import queries as refunds
from plugins.orders.refund import services as refund_services
from plugins.orders.refund import views as refund
from plugins.orders.refund.listing import RefundListing
from plugins.orders.report import jobs as report_jobs
from plugins.orders.report import queries as reports
from plugins.orders.report import services as report_services
from plugins.orders.report import views as report
from plugins.orders.restriction import queries as restriction
from plugins.orders.sale import views as sale
from plugins.orders.shipment import api as shipment_api
from plugins.orders.shipment import views as shipment
from plugins.orders.shipment.listing import ShipmentListing
from plugins.orders.store_limit import services as store_limits
from plugins.orders.store_limit import views as store_limit

blueprints = (
    order.blueprint,
    refund.blueprint,
    shipment.blueprint,
    product.blueprint,
    exchange.blueprint,
    sale.blueprint,
    daily.blueprint,
    exception.blueprint,
    points.blueprint,
    report.blueprint,
    dealer.blueprint,
    channel.blueprint,
    store_limit.blueprint,
)
apis = (
    intake_api.blueprint,
    order_api.blueprint,
    product_api.blueprint,
    refund_api.blueprint,
    shipment_api.blueprint,
    points_api.blueprint,
)
commands = (importing.command(importer),)
importers = (importer,)
jobs = (points_jobs.settle, report_jobs.close)
approvables = (refund_services.APPROVAL, report_services.APPROVAL)


@hookimpl
def dashboard_cards(session: Session, user: User, today: date) -> list[Card]:
    """Show what was sold, and what wants a look."""
    return overview.cards(session, today)


@hookimpl
def timeline(session: Session, party_id: int, limit: int) -> list[TimelineEntry]:
    """Tell what a buyer ordered, paid, was sent and got back."""
    return buyer.happened(session, party_id, limit)


@hookimpl
def extend_page(target: str, record: Any) -> list[Panel]:
    """Show on the page of a user which stores the user sees."""
    return [store_limit.panel()] if target == "core.user" else []


@hookimpl
def restrict_rows(model: type[Model], user: User) -> ColumnElement[bool] | None:
    """Show people who are limited to some stores what was sold there, and nothing else."""
    if model not in restriction.RESTRICTED:
        return None
    if g.get("orders_stores", (None,))[0] is not user:  # asked for many models, once a request
        g.orders_stores = (user, store_limits.stores_of(current_session(), user))
    stores = g.orders_stores[1]
    return None if stores is None else restriction.of_stores(model, stores, user)


@hookimpl
def check_grant(session: Session, users: Collection[int], permissions: Collection[str]) -> None:
    """Give nobody who is limited to some stores what reaches all."""
    store_limits.refuse_lifting(session, users, permissions)


@hookimpl
def search_sources() -> list[SearchSource]:
    """Let orders, what follows from them, and products be found."""
    return [
        SearchSource(
            "orders",
            _("Orders"),
            "orders.order.index",
            _orders,
            lambda words: url_for("orders.order.index", q=words),
            order=30,
        ),
        SearchSource(
            "products",
            _("Products"),
            "orders.product.index",
            _products,
            lambda words: url_for("orders.product.index", q=words),
            order=40,
        ),
        list_source("refunds", _("Refunds"), "orders.refund.index", RefundListing, order=41),
        list_source(
            "exchanges", _("Exchanges"), "orders.exchange.index", ExchangeListing, order=42
        ),
        list_source(
            "shipments", _("Shipments"), "orders.shipment.index", ShipmentListing, order=43
        ),
    ]


def _orders(session: Session, words: str, limit: int) -> list[Hit]:
    return [
        Hit(
            order.number,
            url_for("orders.order.detail", order_id=order.id),
            f"{order.buyer_name} · {STATES[order.state][0]} · {day(order.placed_on)}",
        )
        for order in session.scalars(ledger.with_words(words, limit))
    ]


def _products(session: Session, words: str, limit: int) -> list[Hit]:
    return [
        Hit(product.code, url_for("orders.product.index", q=product.code), product.title)
        for product in session.scalars(products.with_words(words, limit))
    ]


@hookimpl
def seed_demo(session: Session, by: User, today: date, orders: int) -> list[str]:
    """Invent orders and import them."""
    return demo.seed(session, importer, by=by, today=today, now=now(), orders=orders)


@hookimpl
def check_invariants(session: Session) -> list[Fault]:
    """Compare what orders and lines say of themselves with what they consist of."""
    found = [
        Fault("orders.ledger.balanced", f"The sums of {number} are not those of its lines.")
        for number in session.scalars(ledger.unbalanced())
    ]
    found += [
        Fault("orders.discount.split", f"A discount of {number} is not that of its lines.")
        for number in session.scalars(ledger.misspread())
    ]
    found += [
        Fault("orders.store_limit.lifted", f"{email} is limited to stores and holds {permission}.")
        for email, permission in store_limits.unbound(session)
    ]
    found += [
        Fault("orders.exchange.held", f"Line {position} of {number} miscounts its exchanges.")
        for number, position in session.execute(exchanges.miscounted())
    ]
    found += [
        Fault("orders.report.order", f"The order of {number} has another total.")
        for number in session.scalars(reports.differing())
    ]
    found += [
        Fault("orders.points.summed", f"The points of the order {order_id} do not add up.")
        for order_id in session.scalars(points_queries.unsound())
    ]
    found += [
        Fault("orders.refund.counted", f"Line {position} of {number} miscounts its refunds.")
        for number, position in session.execute(refunds.miscounted_lines())
    ]
    found += [
        Fault("orders.refund.summed", f"{number} miscounts the refunds of its lines.")
        for number in session.scalars(refunds.miscounted_orders())
    ]
    found += [
        Fault("orders.refund.tenders", f"Payment {sequence} of {number} miscounts its refunds.")
        for number, sequence in session.execute(refunds.miscounted_payments())
    ]
    found += [
        Fault("orders.refund.split", f"{number} does not go back the way it was paid.")
        for number in session.scalars(refunds.unsplit())
    ]
    return found
