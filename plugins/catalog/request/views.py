"""The pages below /catalog/request/."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.approval import services as approval
from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.extras import page_extras
from core.forms import SelectChoice
from core.history import queries as history
from core.listing import answer
from core.permissions import requires
from core.templating import render
from plugins.catalog.request import queries, services
from plugins.catalog.request.forms import RequestForm
from plugins.catalog.request.listing import STATES, RequestListing
from plugins.catalog.request.models import Request
from plugins.catalog.supply import services as supplies
from plugins.catalog.warehouse import queries as warehouses
from plugins.catalog.warehouse.models import Warehouse

blueprint = Blueprint("request", __name__)
NOTHING = Decimal(0)


@blueprint.get("/")
@requires("catalog.request.index")
def index() -> ResponseReturnValue:
    """List the purchase requests, the newest first."""
    return answer(RequestListing(), "catalog/request/index.html")


@blueprint.get("/<int:request_id>")
@requires("catalog.request.index")
def detail(request_id: int) -> ResponseReturnValue:
    """Show one request and how far it is approved."""
    one = _request(request_id)
    return render(
        "catalog/request/detail.html",
        request_=one,
        state=STATES[one.state],
        approval=approval.latest(session(), services.PURCHASE, one),
        extras=page_extras("catalog.request", one),
        history=session().scalars(history.of(Request, request_id)).all(),
    )


@blueprint.route("/create", methods=["GET", "POST"])
@requires("catalog.request.create")
def create() -> ResponseReturnValue:
    """Ask for a purchase."""
    form = RequestForm(product=request.args.get("product", ""))
    form.warehouse.choices = [
        SelectChoice(one.id, one.name) for one in session().scalars(warehouses.open_ones())
    ]
    if form.submitted():
        try:
            product, supplier = supplies.find(
                session(), product=form.product.data or "", supplier=form.supplier.data or ""
            )
            made = services.create_request(
                session(),
                product,
                supplier,
                session().get(Warehouse, form.warehouse.data) or abort(404),
                quantity=form.quantity.data or NOTHING,
                price=form.price.data or NOTHING,
                reason=form.reason.data or "",
                needed_on=form.needed_on.data,
                by=current_user,
                on=today(),
                now=now(),
            )
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
        else:
            key = made.id
            session().commit()
            flash(_("The purchase is asked for."), "success")
            return redirect(url_for("catalog.request.detail", request_id=key), 303)
    return render("catalog/request/create.html", form=form), 422 if form.errors else 200


@blueprint.post("/<int:request_id>/ask")
@requires("catalog.request.create")
def ask(request_id: int) -> ResponseReturnValue:
    """Ask again for what was declined."""
    services.ask(session(), _request(request_id), by=current_user, now=now())
    session().commit()
    flash(_("The purchase is asked for."), "success")
    return redirect(url_for("catalog.request.detail", request_id=request_id), 303)


def _request(request_id: int) -> Request:
    return session().scalar(queries.request(request_id)) or abort(404)
