"""What catalog adds to the system."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import api, importing
from core.clock import now
from core.extending import Action, Hit, Panel, SearchSource, Tab, list_source, record_source
from core.hooks import hookimpl
from core.hookspecs import Card, Fault
from core.user.models import User
from plugins.catalog.demo import services as demo
from plugins.catalog.intake.importer import products_importer, receipts_importer
from plugins.catalog.order import queries as orders
from plugins.catalog.order import views as order
from plugins.catalog.order.listing import OrderListing, WaitingListing
from plugins.catalog.overview import views as overview
from plugins.catalog.product import queries as products
from plugins.catalog.product import views as product
from plugins.catalog.product.listing import ProductListing
from plugins.catalog.receipt import queries as receipts
from plugins.catalog.receipt import views as receipt
from plugins.catalog.request import services as request_services
from plugins.catalog.request import views as request
from plugins.catalog.restock import cli as restock_cli
from plugins.catalog.restock import jobs as restock_jobs
from plugins.catalog.restock import views as restock
from plugins.catalog.stock import queries as stock_queries
from plugins.catalog.stock import views as stock
from plugins.catalog.stock.listing import StockListing
from plugins.catalog.suggestion import views as suggestion
from plugins.catalog.suggestion.listing import SuggestionListing
from plugins.catalog.supply import views as supply
from plugins.catalog.warehouse import views as warehouse

blueprints = (
    product.blueprint,
    stock.blueprint,
    suggestion.blueprint,
    restock.blueprint,
    request.blueprint,
    order.blueprint,
    receipt.blueprint,
    supply.blueprint,
    warehouse.blueprint,
)
apis = (
    api.listed(ProductListing, "catalog.product.index"),
    api.listed(StockListing, "catalog.stock.index"),
    api.listed(SuggestionListing, "catalog.suggestion.index"),
)
importers = (products_importer, receipts_importer)
commands = (
    importing.group(products=products_importer, receipts=receipts_importer),
    restock_cli.restock,
)
jobs = (restock_jobs.run,)
approvables = (request_services.PURCHASE,)
listings = (ProductListing, SuggestionListing, WaitingListing, OrderListing)


@hookimpl
def dashboard_cards(session: Session, user: User, today: date) -> list[Card]:
    """Show what to restock and what is late."""
    return overview.cards(session, today)


@hookimpl
def extend_page(target: str, record: Any) -> list[Panel | Tab | Action]:
    """Show stock, suppliers and moves on the page of a product."""
    return [*overview.panels(record)] if target == "catalog.product" else []


@hookimpl
def search_sources() -> list[SearchSource]:
    """Let products and purchase orders be found."""
    return [
        record_source(
            "catalog_products",
            _("Catalog"),
            "catalog.product.index",
            products.with_words,
            lambda one: Hit(
                one.code, url_for("catalog.product.detail", product_id=one.id), one.title
            ),
            order=35,
        ),
        list_source(
            "purchase_orders", _("Purchase orders"), "catalog.order.index", OrderListing, order=36
        ),
    ]


@hookimpl
def seed_demo(session: Session, by: User, today: date, orders: int) -> list[str]:
    """Put what the shops sell on stock and suggest what to restock."""
    return demo.seed(session, by=by, today=today, now=now())


@hookimpl
def check_invariants(session: Session) -> list[Fault]:
    """Compare levels, orders and receipts with what they consist of."""
    found = [
        Fault("catalog.stock.summed", f"The stock of {code} in {house} is not that of its moves.")
        for code, house in session.execute(stock_queries.miscounted())
    ]
    found += [
        Fault("catalog.order.received", f"Order {number} miscounts what came.")
        for number in session.scalars(orders.miscounted())
    ]
    found += [
        Fault("catalog.receipt.summed", f"Receipt {number} is not the sum of its lines.")
        for number in session.scalars(receipts.miscounted())
    ]
    return found
