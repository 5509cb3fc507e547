"""The pages below /catalog/receipt/."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.extras import page_extras
from core.history import queries as history
from core.listing import answer
from core.permissions import requires
from core.templating import render
from plugins.catalog.order import queries as orders
from plugins.catalog.order.forms import receipt_form
from plugins.catalog.receipt import queries, services
from plugins.catalog.receipt.forms import SendBackForm
from plugins.catalog.receipt.listing import ReceiptListing
from plugins.catalog.receipt.models import Receipt, ReceiptLine

blueprint = Blueprint("receipt", __name__)
NOTHING = Decimal(0)


@blueprint.get("/")
@requires("catalog.receipt.index")
def index() -> ResponseReturnValue:
    """List what came from suppliers, the latest first."""
    return answer(ReceiptListing(), "catalog/receipt/index.html")


@blueprint.route("/create/<int:order_id>", methods=["GET", "POST"])
@requires("catalog.receipt.create")
def create(order_id: int) -> ResponseReturnValue:
    """Take in what came of an order."""
    order = session().scalar(orders.order(order_id)) or abort(404)
    form = receipt_form(order)
    if form.submitted():
        try:
            receipt = services.receive(
                session(),
                order,
                form.quantities,
                note=form.note.data or "",
                by=current_user,
                on=today(),
                now=now(),
            )
        except BusinessError as error:
            session().rollback()
            order = session().scalar(orders.order(order_id)) or abort(404)
            form.refuse(error)
        else:
            key = receipt.id
            session().commit()
            flash(_("The goods are in stock."), "success")
            return redirect(url_for("catalog.receipt.detail", receipt_id=key), 303)
    page = render("catalog/receipt/create.html", form=form, order=order)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get("/<int:receipt_id>")
@requires("catalog.receipt.index")
def detail(receipt_id: int) -> ResponseReturnValue:
    """Show what came, and what went back of it."""
    receipt = session().scalar(queries.receipt(receipt_id)) or abort(404)
    return render(
        "catalog/receipt/detail.html",
        receipt=receipt,
        sent_back=session().scalars(queries.sent_back(receipt_id)).all(),
        extras=page_extras("catalog.receipt", receipt),
        history=session().scalars(history.of(Receipt, receipt_id)).all(),
    )


@blueprint.route("/line/<int:line_id>/send_back", methods=["GET", "POST"])
@requires("catalog.receipt.create")
def send_back(line_id: int) -> ResponseReturnValue:
    """Send units of a line back to the supplier."""
    line: ReceiptLine = session().scalar(queries.line(line_id)) or abort(404)
    form = SendBackForm()
    if form.submitted():
        try:
            services.send_back(
                session(),
                line,
                form.quantity.data or NOTHING,
                reason=form.reason.data or "",
                by=current_user,
                on=today(),
                now=now(),
            )
        except BusinessError as error:
            session().rollback()
            line = session().scalar(queries.line(line_id)) or abort(404)
            form.refuse(error)
        else:
            key = line.receipt_id
            session().commit()
            flash(_("The goods go back."), "success")
            return redirect(url_for("catalog.receipt.detail", receipt_id=key), 303)
    page = render("catalog/receipt/send_back.html", form=form, line=line)
    return page, 422 if form.errors or form.form_errors else 200
