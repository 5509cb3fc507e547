"""The page below /orders/product/."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from core.listing import answer
from core.permissions import requires
from plugins.orders.product.listing import ProductListing

blueprint = Blueprint("product", __name__)


@blueprint.get("/")
@requires("orders.product.index")
def index() -> ResponseReturnValue:
    """List what was sold."""
    return answer(ProductListing(), "orders/product/index.html")
