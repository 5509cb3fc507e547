"""The pages below /catalog/supply/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.errors import BusinessError
from core.history import queries as history
from core.listing import answer
from core.permissions import requires
from core.templating import render
from plugins.catalog.supply import queries, services
from plugins.catalog.supply.forms import SupplyForm
from plugins.catalog.supply.listing import SupplyListing
from plugins.catalog.supply.models import Supply

blueprint = Blueprint("supply", __name__)
FIGURES = ("lead_days", "lead_deviation", "minimum", "pack", "price", "is_usual")


@blueprint.get("/")
@requires("catalog.supply.index")
def index() -> ResponseReturnValue:
    """List who delivers what."""
    return answer(SupplyListing(), "catalog/supply/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("catalog.supply.edit")
def create() -> ResponseReturnValue:
    """Agree with a supplier."""
    form = SupplyForm(product=request.args.get("product", ""))
    return _page("create", form)


@blueprint.route("/<int:supply_id>", methods=["GET", "POST"])
@requires("catalog.supply.edit")
def edit(supply_id: int) -> ResponseReturnValue:
    """Change what was agreed with a supplier."""
    supply = session().scalar(queries.supply(supply_id)) or abort(404)
    form = SupplyForm(
        product=supply.product.code,
        supplier=supply.supplier.code,
        **{name: getattr(supply, name) for name in FIGURES},
    )
    past = session().scalars(history.of(Supply, supply_id)).all()
    return _page("edit", form, supply=supply, history=past)


def _page(name: str, form: SupplyForm, **facts: object) -> ResponseReturnValue:
    if form.submitted():
        try:
            product, supplier = services.find(
                session(), product=form.product.data or "", supplier=form.supplier.data or ""
            )
            figures = {one: form[one].data for one in FIGURES}
            services.agree(session(), product, supplier, **figures, by=current_user)
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            flash(_("The supply terms are agreed."), "success")
            return redirect(url_for("catalog.supply.index"), 303)
    return render(f"catalog/supply/{name}.html", form=form, **facts), 422 if form.errors else 200
