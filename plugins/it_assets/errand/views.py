"""What the first page shows of equipment, and the pages of records besides what is theirs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.company import today
from core.db import session as current_session
from core.extending import Action, Panel, Tab
from core.hookspecs import Card
from core.permissions import SIGNED_IN, allowed
from core.templating import number
from core.user.models import User
from plugins.it_assets.asset import queries as assets
from plugins.it_assets.asset.models import Asset, State
from plugins.it_assets.book import services as books
from plugins.it_assets.category.models import METHODS
from plugins.it_assets.custody import queries as custodies
from plugins.it_assets.depreciation.rules import Method
from plugins.it_assets.handover import queries as handovers
from plugins.it_assets.maintenance import queries as maintenance
from plugins.it_assets.maintenance.models import STATES as MAINTENANCE_STATES
from plugins.it_assets.purchase import queries as purchases
from plugins.it_assets.purchase.models import Purchase
from plugins.it_assets.purchase.services import COLLECTING
from plugins.it_assets.receipt import queries as receipts
from plugins.it_assets.receipt.models import STATES as RECEIPT_STATES
from plugins.it_assets.request import queries as requests
from plugins.it_assets.request.models import Request
from plugins.it_assets.stocktake import queries as stocktakes

NOTHING = Decimal("0.00")
SOON = timedelta(days=30)


def cards(session: Session, user: User, today: date) -> list[Card]:
    """Return what there is, what is with the user, and what waits for whom."""
    return [*_stock(session, today), *_own(session, user), *_flow(session, user, today)]


def _stock(session: Session, today: date) -> list[Card]:
    index, last = "it_assets.asset.index", today + SOON
    counts = {state: count for state, count in session.execute(assets.counts())}
    present = sum(count for state, count in counts.items() if state is not State.DISPOSED)
    return [
        Card(
            _("Equipment"),
            number(present),
            url_for(index),
            index,
            hint=_("%(count)s in use", count=number(counts.get(State.IN_USE, 0))),
            icon="tag",
            order=70,
            key="equipment",
        ),
        Card(
            _("Handovers to be signed"),
            number(session.scalar(handovers.unsigned())),
            url_for("it_assets.handover.index", state="open"),
            "it_assets.handover.index",
            hint=_("%(count)s loans overdue", count=session.scalar(custodies.overdue(today))),
            icon="checklist",
            order=71,
            key="handovers",
        ),
        Card(
            _("Warranties that end soon"),
            number(session.scalar(assets.warranty_ending(today, last))),
            url_for(index, warranty_from=today, warranty_to=last),
            index,
            icon="shield",
            order=72,
            key="warranties",
        ),
    ]


def _own(session: Session, user: User) -> list[Card]:
    """Tell those who hold something, or are about to."""
    held = len(session.scalars(custodies.held_by(user.id)).all())
    waiting = len(session.scalars(handovers.waiting_for(user.id)).all())
    if not held + waiting:
        return []
    return [
        Card(
            _("My equipment"),
            number(held),
            url_for("it_assets.handover.mine"),
            SIGNED_IN,
            hint=_("%(count)s to be signed", count=waiting),
            icon="user-check",
            order=73,
            key="mine",
        )
    ]


def _flow(session: Session, user: User, today: date) -> list[Card]:
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
        Card(title, number(session.scalar(asked)), url, permission, icon=icon, order=70, key=key)
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


def _of_asset(record: Asset) -> list[Panel | Tab | Action]:
    found: list[Panel | Tab | Action] = [
        Panel(
            _("Who had it"),
            "it_assets/handover/custody.html",
            "it_assets.asset.index",
            _custodies,
            10,
        ),
        Panel(
            _("What it is worth"), "it_assets/book/worth.html", "it_assets.book.index", _worth, 20
        ),
    ]
    for verb, label in (("check_out", _("Check out")), ("check_in", _("Check in"))):
        if record.can(verb) and (record.holder_name if verb == "check_in" else _may_go(record)):
            url = url_for("it_assets.handover.create", kind=verb, asset=record.id)
            found.append(Action(label, url, "it_assets.handover.edit", icon="truck", order=10))
    if record.method is Method.UNITS:
        url = url_for("it_assets.book.read", asset_id=record.id)
        found.append(Action(_("Read the counter"), url, "it_assets.book.read", order=20))
    if record.can("dispose"):
        url = url_for("it_assets.disposal.create", asset_id=record.id)
        found.append(
            Action(_("Dispose of it"), url, "it_assets.disposal.create", icon="trash", order=30)
        )
    return found + _care(record)


def _care(asset: Asset) -> list[Panel | Tab | Action]:
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


def _may_go(record: Asset) -> bool:
    """Tell whether an asset may be given out: what came is accepted first."""
    return current_session().execute(receipts.not_accepted([record.id])).first() is None


def _custodies(session: Session, record: Asset) -> dict[str, Any]:
    return {"custodies": session.scalars(custodies.of_asset(record.id)).all(), "today": today()}


def _worth(session: Session, record: Asset) -> dict[str, Any]:
    position = books.position_of(session, record, today())
    return {
        "position": position,
        "depreciated": position.depreciated(today()),
        "value": position.value(today()),
        "method": METHODS[record.method],
        "years": books.years(session, record),
    }


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
