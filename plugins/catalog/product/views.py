"""The pages below /catalog/product/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.extras import record_page
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.catalog.product import queries, services
from plugins.catalog.product.forms import FACTS, ProductForm
from plugins.catalog.product.listing import LISTED, ProductListing
from plugins.catalog.product.models import Product

blueprint = Blueprint("product", __name__)
TARGET = "catalog.product"


@blueprint.get("/")
@requires("catalog.product.index")
def index() -> ResponseReturnValue:
    """List the products."""
    return answer(ProductListing(), "catalog/product/index.html")


@blueprint.get("/<int:product_id>")
@requires("catalog.product.index")
def detail(product_id: int) -> ResponseReturnValue:
    """Show a product: what it is, its family, and what the other slices tell of it."""
    product = _product(product_id)
    siblings = session().scalars(queries.siblings(product)).all() if product.family_id else []
    return render(
        "catalog/product/detail.html",
        product=product,
        state=LISTED[product.is_listed],
        siblings=siblings,
        **record_page(TARGET, product),
    )


@blueprint.route("/create", methods=["GET", "POST"])
@requires("catalog.product.edit")
def create() -> ResponseReturnValue:
    """Enter a product."""
    form = ProductForm()
    form.extend(TARGET)

    def act() -> Product:
        product = services.create_product(session(), **form.values, by=current_user)
        form.save_parts(session(), product, by=current_user)
        return product

    return saved(
        form,
        act,
        lambda made: done(_("The product is entered."), _url(made.id)),
        lambda: render("catalog/product/create.html", form=form),
    )


@blueprint.route("/<int:product_id>/edit", methods=["GET", "POST"])
@requires("catalog.product.edit")
def edit(product_id: int) -> ResponseReturnValue:
    """Change a product; if somebody else did meanwhile, say so and keep what was typed."""
    product = _product(product_id)
    known = {name: getattr(product, name) for name in FACTS}
    family = product.family.code if product.family else ""
    form = ProductForm(**known, family=family, version_id=product.version_id)
    del form.code
    form.extend(TARGET, product)

    def act() -> None:
        services.edit_product(
            session(), product, version=form.version, **form.values, by=current_user
        )
        form.save_parts(session(), product, by=current_user)

    return saved(
        form,
        act,
        lambda _none: done(_("The product is changed."), _url(product_id)),
        lambda: render("catalog/product/edit.html", form=form, product=_product(product_id)),
        record=product,
    )


def _product(product_id: int) -> Product:
    return session().scalar(queries.product(product_id)) or abort(404)


def _url(product_id: int) -> str:
    return url_for("catalog.product.detail", product_id=product_id)
