"""What the first page and the pages of products show of the catalogue."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.extending import Panel
from core.hookspecs import Card
from core.party import queries as parties
from core.party.models import Party
from plugins.catalog.order import queries as orders
from plugins.catalog.product.models import Product
from plugins.catalog.receipt import queries as receipts
from plugins.catalog.request import queries as requests
from plugins.catalog.stock import queries as stock
from plugins.catalog.stock.models import KIND_WORDS
from plugins.catalog.suggestion import queries as suggestions
from plugins.catalog.suggestion.listing import explained
from plugins.catalog.suggestion.rules import deviation_of
from plugins.catalog.supply import queries as supplies

SHOWN = 20
TENTH = Decimal("0.1")


def cards(session: Session, today: date) -> list[Card]:
    """Return what wants a look: suggestions, requests to order, late orders, oversold stock."""
    figures = (
        (
            "restock",
            _("To restock"),
            suggestions.due_count(today),
            url_for("catalog.suggestion.index", state="open"),
            "catalog.suggestion.index",
            "shopping-cart",
        ),
        (
            "to_order",
            _("Approved, to be ordered"),
            requests.waiting_count(),
            url_for("catalog.order.waiting"),
            "catalog.order.edit",
            "checklist",
        ),
        (
            "late",
            _("Purchase orders that are late"),
            orders.overdue_count(today),
            url_for("catalog.order.index", state="sent"),
            "catalog.order.index",
            "clock",
        ),
        (
            "oversold",
            _("Sold beyond the stock"),
            stock.oversold_count(),
            url_for("catalog.stock.index", on_hand_to="-0.01"),
            "catalog.stock.index",
            "alert-triangle",
        ),
    )
    return [
        Card(
            title, f"{session.scalar(asked) or 0:,}", url, permission, icon=icon, key=key, order=60
        )
        for key, title, asked, url, permission, icon in figures
    ]


def panels(product: Product) -> list[Panel]:
    """Return what the page of a product shows besides: stock, suppliers, moves."""
    return [
        Panel(_("Stock"), "catalog/product/stock.html", "catalog.stock.index", _stock, 10),
        Panel(_("Suppliers"), "catalog/product/supply.html", "catalog.supply.index", _supply, 20),
        Panel(_("Moves of stock"), "catalog/product/moves.html", "catalog.stock.index", _moves, 30),
    ]


def _stock(session: Session, product: Product) -> dict[str, Any]:
    told = session.scalars(suggestions.open_of_product(product.id)).all()
    return {
        "levels": session.scalars(stock.levels_of(product.id)).all(),
        "suggestions": [{"id": one.id, "sentence": explained(one)} for one in told],
    }


def _supply(session: Session, product: Product) -> dict[str, Any]:
    took: dict[int, list[int]] = defaultdict(list)
    for supplier_id, ordered_on, received_on in session.execute(receipts.lead_times(product.id)):
        took[supplier_id].append((received_on - ordered_on).days)
    names = session.scalars(parties.all_parties().where(Party.id.in_(took)))
    learned = {one.id: one.name for one in names} if took else {}
    known = ((key, deviation_of(days)) for key, days in took.items())
    return {
        "supplies": session.scalars(supplies.of_product(product.id)).all(),
        "learned": [
            (
                learned[key],
                Decimal(str(told[0])).quantize(TENTH),
                Decimal(str(told[1])).quantize(TENTH),
            )
            for key, told in known
            if told is not None
        ],
    }


def _moves(session: Session, product: Product) -> dict[str, Any]:
    moves = session.scalars(stock.moves_of(product.id).limit(SHOWN)).all()
    return {"moves": moves, "kinds": KIND_WORDS}
