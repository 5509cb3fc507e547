"""The pages below /catalog/stock/."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.forms import SelectChoice
from core.listing import answer
from core.permissions import requires
from core.templating import render
from plugins.catalog.product import queries as products
from plugins.catalog.product.models import Product
from plugins.catalog.stock import services
from plugins.catalog.stock.forms import AdjustForm, TransferForm
from plugins.catalog.stock.listing import MoveListing, StockListing
from plugins.catalog.stock.models import Kind
from plugins.catalog.warehouse import queries as warehouses
from plugins.catalog.warehouse.models import Warehouse

blueprint = Blueprint("stock", __name__)
NOTHING = Decimal(0)


@blueprint.get("/")
@requires("catalog.stock.index")
def index() -> ResponseReturnValue:
    """List what lies where."""
    return answer(StockListing(), "catalog/stock/index.html")


@blueprint.get("/moves")
@requires("catalog.stock.index")
def moves() -> ResponseReturnValue:
    """List what came and went, the latest first."""
    return answer(MoveListing(), "catalog/stock/moves.html", name="moves")


@blueprint.route("/adjust", methods=["GET", "POST"])
@requires("catalog.stock.adjust")
def adjust() -> ResponseReturnValue:
    """Correct what lies in a warehouse."""
    form = AdjustForm(product=request.args.get("product", ""))
    form.warehouse.choices = _choices()
    if form.submitted():
        try:
            services.move(
                session(),
                _product(form.product.data or ""),
                _warehouse(form.warehouse.data),
                form.quantity.data or NOTHING,
                Kind.ADJUSTMENT,
                reason=form.reason.data or "",
                by=current_user,
                on=today(),
                now=now(),
            )
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
        else:
            return _done(_("The stock is corrected."))
    return render("catalog/stock/adjust.html", form=form), 422 if form.errors else 200


@blueprint.route("/transfer", methods=["GET", "POST"])
@requires("catalog.stock.adjust")
def transfer() -> ResponseReturnValue:
    """Carry units from one warehouse to another."""
    form = TransferForm(product=request.args.get("product", ""))
    form.warehouse.choices = form.target.choices = _choices()
    if form.submitted():
        try:
            services.transfer(
                session(),
                _product(form.product.data or ""),
                _warehouse(form.warehouse.data),
                _warehouse(form.target.data),
                form.quantity.data or NOTHING,
                reason=form.reason.data or "",
                by=current_user,
                on=today(),
                now=now(),
            )
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
        else:
            return _done(_("The units are carried over."))
    return render("catalog/stock/transfer.html", form=form), 422 if form.errors else 200


def _choices() -> list[SelectChoice]:
    return [SelectChoice(one.id, one.name) for one in session().scalars(warehouses.open_ones())]


def _product(code: str) -> Product:
    product = session().scalar(products.coded(code.strip()))
    if product is None:
        raise BusinessError(_("No product has the code %(code)s.", code=code), field="product")
    return product


def _warehouse(warehouse_id: int) -> Warehouse:
    return session().get(Warehouse, warehouse_id) or abort(404)


def _done(text: str) -> ResponseReturnValue:
    session().commit()
    flash(text, "success")
    return redirect(url_for("catalog.stock.index"), 303)
