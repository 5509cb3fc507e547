"""The page below /orders/product/."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from core.permissions import requires
from core.templating import render
from plugins.orders.product.listing import ProductListing

blueprint = Blueprint("product", __name__)


@blueprint.get("/")
@requires("orders.product.index")
def index() -> ResponseReturnValue:
    """List what was sold."""
    if request.args.get("format") in {"csv", "xlsx"}:
        return ProductListing().export(request.args, request.args["format"])
    return render("orders/product/index.html", page=ProductListing().page(request.args))
