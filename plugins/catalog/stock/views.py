"""The pages below /catalog/stock/."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.catalog.product import queries as products
from plugins.catalog.product.models import Product
from plugins.catalog.stock import services
from plugins.catalog.stock.forms import AdjustForm, TransferForm
from plugins.catalog.stock.listing import MoveListing, StockListing
from plugins.catalog.stock.models import Kind

blueprint = Blueprint("stock", __name__)


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
    return saved(
        form,
        lambda: services.move(
            session(),
            _product(form.values["product"]),
            form.warehouse.record,
            form.values["quantity"],
            Kind.ADJUSTMENT,
            reason=form.values["reason"],
            by=current_user,
            on=today(),
            now=now(),
        ),
        lambda _move: done(_("The stock is corrected."), url_for("catalog.stock.index")),
        lambda: render("catalog/stock/adjust.html", form=form),
    )


@blueprint.route("/transfer", methods=["GET", "POST"])
@requires("catalog.stock.adjust")
def transfer() -> ResponseReturnValue:
    """Carry units from one warehouse to another."""
    form = TransferForm(product=request.args.get("product", ""))
    return saved(
        form,
        lambda: services.transfer(
            session(),
            _product(form.values["product"]),
            form.warehouse.record,
            form.target.record,
            form.values["quantity"],
            reason=form.values["reason"],
            by=current_user,
            on=today(),
            now=now(),
        ),
        lambda _none: done(_("The units are carried over."), url_for("catalog.stock.index")),
        lambda: render("catalog/stock/transfer.html", form=form),
    )


def _product(code: str) -> Product:
    product = session().scalar(products.coded(code.strip()))
    if product is None:
        raise BusinessError(_("No product has the code %(code)s.", code=code), field="product")
    return product
