"""What the first page and the pages of records show of purchases, repairs and stocktakes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.db import session as current_session
from core.extending import Action, Panel, Tab
from core.hookspecs import Card
from core.permissions import allowed
from core.user.models import User
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.maintenance import queries as maintenance
from plugins.it_assets.maintenance.listing import STATES as MAINTENANCE_STATES
from plugins.it_assets.purchase import queries as purchases
from plugins.it_assets.purchase.models import Purchase
from plugins.it_assets.purchase.services import COLLECTING
from plugins.it_assets.receipt import queries as receipts
from plugins.it_assets.receipt.listing import STATES as RECEIPT_STATES
from plugins.it_assets.request import queries as requests
from plugins.it_assets.request.models import Request
from plugins.it_assets.stocktake import queries as stocktakes

NOTHING = Decimal("0.00")


def cards(session: Session, user: User, today: date) -> list[Card]:
    """Return what waits: approved requests, late deliveries, acceptances, due maintenance."""
    figures = (
        (
            "equipment_to_order",
            _("Equipment to be ordered"),
            requests.approved_count(),
            url_for("it_assets.request.index", state="approved"),
            "it_assets.purchase.edit",
            "shopping-cart",
        ),
        (
            "equipment_late",
            _("Equipment that is late"),
            purchases.overdue_count(today),
            url_for("it_assets.purchase.index", state="ordered"),
            "it_assets.purchase.index",
            "clock",
        ),
        (
            "equipment_to_accept",
            _("Equipment for you to accept"),
            receipts.waiting_count(user.id),
            url_for("it_assets.receipt.index", state="waiting", requested_by_id="me"),
            "it_assets.receipt.accept",
            "checklist",
        ),
        (
            "maintenance_due",
            _("Maintenance due"),
            maintenance.due_count(today),
            url_for("it_assets.maintenance.index", state="planned"),
            "it_assets.maintenance.index",
            "adjustments",
        ),
    )
    return [
        Card(
            title, f"{session.scalar(asked) or 0:,}", url, permission, icon=icon, key=key, order=70
        )
        for key, title, asked, url, permission, icon in figures
    ]


def extras(target: str, record: Any) -> list[Panel | Tab | Action]:
    """Return what the page of a record shows besides."""
    if target == "it_assets.request":
        return _of_request(record)
    if target == "it_assets.purchase":
        return [
            Panel(_("Receipts"), "it_assets/receipt/came.html", "it_assets.receipt.index", _came)
        ]
    if target == "it_assets.asset":
        return _of_asset(record)
    return []


def _of_request(request: Request) -> list[Panel | Tab | Action]:
    edit = "it_assets.purchase.edit"
    found: list[Panel | Tab | Action] = [
        Panel(_("Offers"), "it_assets/purchase/offers.html", "it_assets.purchase.index", _offers)
    ]
    if request.state in COLLECTING:
        url = url_for("it_assets.purchase.quote", request_id=request.id)
        found.append(Action(_("Add an offer"), url, edit, icon="plus"))
    if request.can("order"):
        url = url_for("it_assets.purchase.create", request_id=request.id)
        found.append(Action(_("Order it"), url, edit, icon="shopping-cart"))
    return found


def _of_asset(asset: Asset) -> list[Panel | Tab | Action]:
    edit = "it_assets.maintenance.edit"
    panel = "it_assets/maintenance/asset.html"
    found: list[Panel | Tab | Action] = [
        Panel(_("Maintenance"), panel, "it_assets.maintenance.index", _repairs),
        Action(
            _("Report a repair"),
            url_for("it_assets.maintenance.create", tag=asset.tag),
            edit,
            icon="adjustments",
        ),
    ]
    count = "it_assets.stocktake.count"
    for one in current_session().scalars(stocktakes.counting()) if allowed(count) else ():
        url = url_for("it_assets.stocktake.seen", stocktake_id=one.id, asset_id=asset.id)
        text = _("Seen in %(place)s", place=one.place.name)
        found.append(Action(text, url, count, method="post", icon="eye"))
    return found


def _offers(session: Session, request: Request) -> dict[str, Any]:
    return {
        "quotes": session.scalars(purchases.quotes_of(request.id)).all(),
        "purchases": session.scalars(purchases.of_request(request.id)).all(),
    }


def _came(session: Session, purchase: Purchase) -> dict[str, Any]:
    came = session.scalars(receipts.of_purchase(purchase.id)).all()
    return {"receipts": came, "states": RECEIPT_STATES}


def _repairs(session: Session, asset: Asset) -> dict[str, Any]:
    rows = session.scalars(maintenance.of_asset(asset.id)).all()
    total = sum((one.cost for one in rows), NOTHING)
    return {"rows": rows, "states": MAINTENANCE_STATES, "total": total}
