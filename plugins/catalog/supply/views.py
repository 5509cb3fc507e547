"""The pages below /catalog/supply/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.history import queries as history
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
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
    return _agreed(form, lambda: render("catalog/supply/create.html", form=form))


@blueprint.route("/<int:supply_id>", methods=["GET", "POST"])
@requires("catalog.supply.edit")
def edit(supply_id: int) -> ResponseReturnValue:
    """Change what was agreed with a supplier."""
    supply = _supply(supply_id)
    form = SupplyForm(
        product=supply.product.code,
        supplier=supply.supplier.code,
        **{name: getattr(supply, name) for name in FIGURES},
    )
    return _agreed(
        form,
        lambda: render(
            "catalog/supply/edit.html",
            form=form,
            supply=_supply(supply_id),
            history=session().scalars(history.of(Supply, supply_id)).all(),
        ),
    )


def _agreed(form: SupplyForm, page: Callable[[], str]) -> ResponseReturnValue:
    return saved(
        form,
        lambda: _agree(**form.values),
        lambda _supply: done(_("The supply terms are agreed."), url_for("catalog.supply.index")),
        page,
    )


def _agree(*, product: str, supplier: str, **figures: Any) -> Supply:
    goods, party = services.find(session(), product=product, supplier=supplier)
    return services.agree(session(), goods, party, **figures, by=current_user)


def _supply(supply_id: int) -> Supply:
    return session().scalar(queries.supply(supply_id)) or abort(404)
