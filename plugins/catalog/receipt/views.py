"""The pages below /catalog/receipt/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.extras import record_page
from core.listing import answer
from core.permissions import requires
from core.saving import done, past, saved
from core.templating import render
from plugins.catalog.order import queries as orders
from plugins.catalog.order.forms import receipt_form
from plugins.catalog.order.models import PurchaseOrder
from plugins.catalog.receipt import queries, services
from plugins.catalog.receipt.forms import SendBackForm
from plugins.catalog.receipt.listing import ReceiptListing
from plugins.catalog.receipt.models import ReceiptLine

blueprint = Blueprint("receipt", __name__)


@blueprint.get("/")
@requires("catalog.receipt.index")
def index() -> ResponseReturnValue:
    """List what came from suppliers, the latest first."""
    return answer(ReceiptListing(), "catalog/receipt/index.html")


@blueprint.route("/create/<int:order_id>", methods=["GET", "POST"])
@requires("catalog.receipt.create")
def create(order_id: int) -> ResponseReturnValue:
    """Take in what came of an order."""
    order = _order(order_id)
    if answer := past(order, "receive", url_for("catalog.order.detail", order_id=order_id)):
        return answer
    form = receipt_form(order)
    return saved(
        form,
        lambda: services.receive(
            session(),
            order,
            form.quantities,
            note=form.values["note"],
            by=current_user,
            on=today(),
            now=now(),
        ),
        lambda made: done(_("The goods are in stock."), _url(made.id)),
        lambda: render("catalog/receipt/create.html", form=form, order=_order(order_id)),
    )


@blueprint.get("/<int:receipt_id>")
@requires("catalog.receipt.index")
def detail(receipt_id: int) -> ResponseReturnValue:
    """Show what came, and what went back of it."""
    receipt = session().scalar(queries.receipt(receipt_id)) or abort(404)
    return render(
        "catalog/receipt/detail.html",
        receipt=receipt,
        sent_back=session().scalars(queries.sent_back(receipt_id)).all(),
        **record_page("catalog.receipt", receipt),
    )


@blueprint.route("/line/<int:line_id>/send_back", methods=["GET", "POST"])
@requires("catalog.receipt.create")
def send_back(line_id: int) -> ResponseReturnValue:
    """Send units of a line back to the supplier."""
    line, form = _line(line_id), SendBackForm()
    return saved(
        form,
        lambda: services.send_back(
            session(), line, **form.values, by=current_user, on=today(), now=now()
        ),
        lambda _sent: done(_("The goods go back."), _url(line.receipt_id)),
        lambda: render("catalog/receipt/send_back.html", form=form, line=_line(line_id)),
    )


def _order(order_id: int) -> PurchaseOrder:
    return session().scalar(orders.order(order_id)) or abort(404)


def _line(line_id: int) -> ReceiptLine:
    return session().scalar(queries.line(line_id)) or abort(404)


def _url(receipt_id: int) -> str:
    return url_for("catalog.receipt.detail", receipt_id=receipt_id)
