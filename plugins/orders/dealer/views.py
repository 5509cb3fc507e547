"""The pages below /orders/dealer/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import session
from core.errors import BusinessError
from core.history import queries as history
from core.permissions import requires
from core.templating import render
from core.user.models import User
from core.user.queries import colleagues
from plugins.orders.channel.models import Store
from plugins.orders.dealer import queries, services
from plugins.orders.dealer.forms import DealerForm
from plugins.orders.dealer.listing import ACTIVE, DealerListing
from plugins.orders.dealer.models import Dealer

blueprint = Blueprint("dealer", __name__)


@blueprint.get("/")
@requires("orders.dealer.edit")
def index() -> ResponseReturnValue:
    """List the dealers."""
    if request.args.get("format") in {"csv", "xlsx"}:
        return DealerListing().export(request.args, request.args["format"])
    return render("orders/dealer/index.html", page=DealerListing().page(request.args))


@blueprint.route("/create", methods=["GET", "POST"])
@requires("orders.dealer.edit")
def create() -> ResponseReturnValue:
    """Link a user with a party."""
    form = DealerForm()
    stores = session().scalars(queries.stores()).all()
    form.offer(session().scalars(colleagues()), stores)
    if form.submitted():
        try:
            dealer = services.create_dealer(
                session(),
                user=session().get(User, form.user.data),
                party=form.party.data or "",
                store=session().get(Store, form.store.data),
                by=current_user,
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            dealer_id = dealer.id
            session().commit()
            flash(_("The dealer may report orders now."), "success")
            return redirect(url_for("orders.dealer.detail", dealer_id=dealer_id), 303)
    page = render("orders/dealer/create.html", form=form, stores=stores)
    return page, 422 if form.errors else 200


@blueprint.get("/<int:dealer_id>")
@requires("orders.dealer.edit")
def detail(dealer_id: int) -> ResponseReturnValue:
    """Show who reports for whom."""
    return render(
        "orders/dealer/detail.html",
        dealer=_dealer(dealer_id),
        states=ACTIVE,
        history=session().scalars(history.of(Dealer, dealer_id)).all(),
    )


@blueprint.post("/<int:dealer_id>/switch")
@requires("orders.dealer.edit")
def switch(dealer_id: int) -> ResponseReturnValue:
    """Let a dealer report orders again, or no longer."""
    dealer = _dealer(dealer_id)
    services.switch(
        session(),
        dealer,
        version=dealer.version_id,
        is_active=not dealer.is_active,
        by=current_user,
    )
    session().commit()
    return redirect(url_for("orders.dealer.detail", dealer_id=dealer_id), 303)


def _dealer(dealer_id: int) -> Dealer:
    return session().scalar(queries.dealer(dealer_id)) or abort(404)
