"""What it_assets adds to the system."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core import api, importing
from core.clock import from_local, now
from core.company import company
from core.extending import (
    Action,
    Hit,
    Holding,
    Panel,
    SearchSource,
    Tab,
    TimelineEntry,
    list_source,
)
from core.hooks import hookimpl
from core.hookspecs import Card, Fault
from core.templating import day, money
from core.user.models import User
from plugins.it_assets.asset import api as asset_api
from plugins.it_assets.asset import queries as assets
from plugins.it_assets.asset import views as asset
from plugins.it_assets.asset.models import STATES, Asset
from plugins.it_assets.asset.rules import asset_in
from plugins.it_assets.book import cli as book_cli
from plugins.it_assets.book import views as book
from plugins.it_assets.category import views as category
from plugins.it_assets.category.listing import CategoryListing
from plugins.it_assets.custody import queries as custodies
from plugins.it_assets.demo import services as demo
from plugins.it_assets.disposal import services as disposal_services
from plugins.it_assets.disposal import views as disposal
from plugins.it_assets.entitlement import views as entitlement
from plugins.it_assets.entitlement.listing import EntitlementListing
from plugins.it_assets.errand import services as errands
from plugins.it_assets.errand import views as errand
from plugins.it_assets.handover import queries as handovers
from plugins.it_assets.handover import services as handover_services
from plugins.it_assets.handover import views as handover
from plugins.it_assets.handover.listing import HandoverListing
from plugins.it_assets.handover.models import KINDS
from plugins.it_assets.intake.importer import asset_importer, model_importer, place_importer
from plugins.it_assets.maintenance import api as maintenance_api
from plugins.it_assets.maintenance import jobs as maintenance_jobs
from plugins.it_assets.maintenance import services as maintenance_services
from plugins.it_assets.maintenance import views as maintenance
from plugins.it_assets.model import views as model
from plugins.it_assets.model.listing import ModelListing
from plugins.it_assets.paper import services as papers
from plugins.it_assets.place import views as place
from plugins.it_assets.place.listing import PlaceListing
from plugins.it_assets.purchase import api as purchase_api
from plugins.it_assets.purchase import views as purchase
from plugins.it_assets.purchase.listing import PurchaseListing
from plugins.it_assets.receipt import api as receipt_api
from plugins.it_assets.receipt import queries as receipts
from plugins.it_assets.receipt import services as receipt_services
from plugins.it_assets.receipt import views as receipt
from plugins.it_assets.request import api as request_api
from plugins.it_assets.request import services as request_services
from plugins.it_assets.request import views as request
from plugins.it_assets.stocktake import api as stocktake_api
from plugins.it_assets.stocktake import views as stocktake
from plugins.it_assets.variance import services as variance_services
from plugins.it_assets.variance import views as variance
from plugins.it_assets.variance.listing import VarianceListing

blueprints = (
    asset.blueprint,
    handover.blueprint,
    book.blueprint,
    disposal.blueprint,
    model.blueprint,
    category.blueprint,
    place.blueprint,
    request.blueprint,
    entitlement.blueprint,
    purchase.blueprint,
    receipt.blueprint,
    maintenance.blueprint,
    stocktake.blueprint,
    variance.blueprint,
)
apis = (
    asset_api.blueprint,
    request_api.blueprint,
    purchase_api.blueprint,
    receipt_api.blueprint,
    maintenance_api.blueprint,
    stocktake_api.blueprint,
    api.listed(ModelListing, "it_assets.model.index"),
    api.listed(CategoryListing, "it_assets.category.index"),
    api.listed(PlaceListing, "it_assets.place.index"),
    api.listed(EntitlementListing, "it_assets.entitlement.index"),
)
notices = (handover_services.TO_SIGN, receipt_services.CAME, maintenance_services.DUE)
documents = (papers.HANDOVER, papers.SHEET, papers.ROLL, variance_services.REPORT)
approvables = (disposal_services.APPROVAL, request_services.EQUIPMENT, variance_services.RESULT)
jobs = (maintenance_jobs.look_ahead,)
listings = (VarianceListing,)
importers = (asset_importer, model_importer, place_importer)
commands = (
    importing.group(assets=asset_importer, models=model_importer, places=place_importer),
    book_cli.report,
)


@hookimpl
def holdings(session: Session, user_id: int) -> list[Holding]:
    """Return the equipment that a person has to give back, and what waits for a signature."""
    held = [
        Holding(
            str(one.asset),
            _("held from %(day)s", day=day(one.from_on)),
            url_for("it_assets.handover.create", kind="check_in", holder=user_id),
        )
        for one in session.scalars(custodies.held_by(user_id))
    ]
    unsigned = [
        Holding(
            one.number,
            _("is not signed yet: %(direction)s", direction=KINDS[one.kind][0]),
            url_for("it_assets.handover.detail", handover_id=one.id),
        )
        for one in session.scalars(handovers.waiting_for(user_id))
    ]
    return held + unsigned


@hookimpl
def extend_page(target: str, record: Any) -> list[Panel | Tab | Action]:
    """Tell the life of an asset on its page, and of a request what came of it."""
    return errand.extras(target, record)


@hookimpl
def dashboard_cards(session: Session, user: User, today: date) -> list[Card]:
    """Show what there is, and what is to be done."""
    return errand.cards(session, user, today)


@hookimpl
def timeline(session: Session, party_id: int, limit: int) -> list[TimelineEntry]:
    """Tell what a party delivered, and what it was lent."""
    bought = [
        _entry(
            one.purchased_on,
            one,
            _("Delivered %(asset)s", asset=one),
            money(one.cost, one.currency),
        )
        for one in session.scalars(assets.bought_from(party_id, limit))
    ]
    lent = [
        _entry(one.from_on, one.asset, _("Received %(asset)s", asset=one.asset), one.purpose)
        for one in session.scalars(custodies.with_party(party_id, limit))
    ]
    return sorted(bought + lent, key=lambda one: one.at, reverse=True)[:limit]


def _entry(on: date | None, record: Asset, title: str, detail: str) -> TimelineEntry:
    at = from_local(datetime.combine(on or date.min, time.min), company().zone)
    url = url_for("it_assets.asset.detail", asset_id=record.id)
    return TimelineEntry(at, title, url, "it_assets.asset.index", detail, "tag")


@hookimpl
def search_sources() -> list[SearchSource]:
    """Let assets be found by tag, serial number, name and holder, handovers and purchases."""
    return [
        SearchSource(
            "equipment",
            _("Equipment"),
            "it_assets.asset.index",
            _found,
            lambda words: url_for("it_assets.asset.index", q=words),
            order=70,
        ),
        list_source(
            "handovers", _("Handovers"), "it_assets.handover.index", HandoverListing, order=71
        ),
        list_source(
            "equipment_purchases",
            _("Purchases of equipment"),
            "it_assets.purchase.index",
            PurchaseListing,
            order=72,
        ),
    ]


def _found(session: Session, words: str, limit: int) -> list[Hit]:
    key = asset_in(words)  # a scanner types what the code of a label holds
    asked = assets.with_keys([key]) if key else assets.with_words(words, limit)
    return [
        Hit(
            str(one),
            url_for("it_assets.asset.detail", asset_id=one.id),
            " · ".join(filter(None, (str(STATES[one.state][0]), one.holder_name, one.serial))),
        )
        for one in session.scalars(asked)
    ]


@hookimpl
def seed_demo(session: Session, by: User, today: date, orders: int) -> list[str]:
    """Equip the colleagues; buy, repair and count some equipment."""
    told = demo.seed(session, by=by, today=today, now=now())
    return told + errands.seed(session, by=by, today=today, now=now())


@hookimpl
def check_invariants(session: Session) -> list[Fault]:
    """Prove that holders are those of custody, what came was counted, and nothing was altered."""
    found = [
        Fault("it_assets.custody.holder", f"The holder of {tag} is not the one of its custody.")
        for tag in session.scalars(custodies.mismatched())
    ]
    found += [
        Fault("it_assets.handover.genuine", f"{one.number} is not what was signed.")
        for one in session.scalars(handovers.signed().execution_options(yield_per=500))
        if not one.is_genuine
    ]
    found += [
        Fault("it_assets.purchase.received", f"Purchase {number} miscounts what came.")
        for number in session.scalars(receipts.miscounted())
    ]
    return found
