"""The page below /orders/sale/."""

from __future__ import annotations

from datetime import date, datetime, time

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import from_local, now
from core.company import company, today
from core.db import session
from core.errors import BusinessError
from core.permissions import requires
from core.templating import render
from plugins.orders.channel import queries as channels
from plugins.orders.channel.models import Store
from plugins.orders.sale import services
from plugins.orders.sale.forms import SaleForm, items_of

blueprint = Blueprint("sale", __name__)


@blueprint.route("/create", methods=["GET", "POST"])
@requires("orders.sale.create")
def create() -> ResponseReturnValue:
    """Record a sale that no file tells of."""
    form = SaleForm(placed_on=today())
    form.offer((key, name) for key, name in session().execute(channels.open_stores()))
    if form.submitted():
        on: date = form.placed_on.data or today()
        try:
            order = services.create_order(
                session(),
                session().get(Store, form.store.data) or abort(404),
                items_of(form.items),
                buyer=(form.buyer.data or "").strip(),
                buyer_name=form.buyer_name.data or "",
                discounts=form.discounts,
                payments=form.payments,
                placed_at=_moment(on),
                by=current_user,
                on=on,
                now=now(),
            )
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
        else:
            order_id = order.id
            session().commit()
            flash(_("Order %(number)s is recorded.", number=order.number), "success")
            return redirect(url_for("orders.order.detail", order_id=order_id), 303)
    return render("orders/sale/create.html", form=form), 422 if form.errors else 200


def _moment(on: date) -> datetime:
    """Return now for a sale of today, the begin of its day for an earlier one."""
    return now() if on == today() else from_local(datetime.combine(on, time.min), company().zone)
