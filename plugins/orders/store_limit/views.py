"""The pages below /orders/store_limit/, and what the page of a user shows of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import Session

from core.db import session
from core.errors import BusinessError
from core.extending import Panel
from core.permissions import requires
from core.records import one_or_404
from core.templating import render
from core.user.models import User
from core.user.queries import by_id
from plugins.orders.store_limit import queries, services
from plugins.orders.store_limit.forms import StoreLimitForm

blueprint = Blueprint("store_limit", __name__)
PERMISSION = "core.user.edit"


@blueprint.route("/<int:user_id>/edit", methods=["GET", "POST"])
@requires(PERMISSION)
def edit(user_id: int) -> ResponseReturnValue:
    """Say of which stores somebody sees orders and all that belongs to them."""
    user = one_or_404(by_id(user_id))
    present = [one.store_id for one in session().scalars(queries.of_user(user_id))]
    form = StoreLimitForm(data={"is_limited": bool(present), "stores": present})
    form.offer(session().scalars(queries.stores()))
    if form.submitted():
        try:
            services.limit(session(), user, form.chosen, by=current_user)
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            flash(_("The stores of %(name)s are saved.", name=user), "success")
            return redirect(url_for("core.user.edit", user_id=user_id), 303)
    page = render("orders/store_limit/edit.html", form=form, user=user)
    return page, 422 if form.errors or form.form_errors else 200


def panel() -> Panel:
    """Return what the page of a user shows of the stores that the user sees."""
    return Panel(_l("Stores"), "orders/store_limit/panel.html", PERMISSION, _limits, order=20)


def _limits(session: Session, user: User) -> Mapping[str, Any]:
    return {"limits": session.scalars(queries.of_user(user.id)).all()}
