"""The pages below /orders/points/."""

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
from core.party.models import Party
from core.permissions import allowed, requires
from core.templating import render
from plugins.orders.points import queries, services
from plugins.orders.points.forms import AdjustForm
from plugins.orders.points.listing import PointsListing
from plugins.orders.points.models import Points

blueprint = Blueprint("points", __name__)


@blueprint.get("/")
@requires("orders.points.index")
def index() -> ResponseReturnValue:
    """List the entries, the latest first."""
    if request.args.get("format") in {"csv", "xlsx"}:
        return PointsListing().export(request.args, request.args["format"])
    return render("orders/points/index.html", page=PointsListing().page(request.args))


@blueprint.get("/party/<int:party_id>")
@requires("orders.points.index")
def detail(party_id: int) -> ResponseReturnValue:
    """Show what a party has, and the entries that it consists of."""
    party = session().get(Party, party_id) or abort(404)
    if not allowed("orders.points.all") and not session().scalar(queries.seen(party_id)):
        abort(404)
    listing = PointsListing(restrict=Points.party_id == party_id)
    if request.args.get("format") in {"csv", "xlsx"}:
        return listing.export(request.args, request.args["format"])
    pending, confirmed = session().execute(queries.balance(party_id)).one()
    return render(
        "orders/points/detail.html",
        party=party,
        pending=pending,
        confirmed=confirmed,
        page=listing.page(request.args),
    )


@blueprint.route("/adjust", methods=["GET", "POST"])
@requires("orders.points.adjust")
def adjust() -> ResponseReturnValue:
    """Give points, or take some away."""
    form = AdjustForm(party=request.args.get("party", ""))
    if form.submitted():
        try:
            entry = services.adjust(
                session(),
                party=form.party.data or "",
                points=form.points.data or Decimal(0),
                note=form.note.data or "",
                by=current_user,
                on=today(),
                now=now(),
            )
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
        else:
            party_id = entry.party_id
            session().commit()
            flash(_("The points are adjusted."), "success")
            return redirect(url_for("orders.points.detail", party_id=party_id), 303)
    return render("orders/points/adjust.html", form=form), 422 if form.errors else 200
