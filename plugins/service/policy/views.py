"""The pages below /service/policy/."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.company import today
from core.db import session
from core.errors import BusinessError
from core.permissions import requires
from core.templating import render
from plugins.service.policy import services
from plugins.service.policy.forms import PolicyForm
from plugins.service.policy.listing import PolicyListing
from plugins.service.policy.models import Right

blueprint = Blueprint("policy", __name__)


@blueprint.get("/")
@requires("service.policy.index")
def index() -> ResponseReturnValue:
    """List what was decided for which category."""
    if request.args.get("format") in {"csv", "xlsx"}:
        return PolicyListing().export(request.args, request.args["format"])
    return render("service/policy/index.html", page=PolicyListing().page(request.args))


@blueprint.route("/create", methods=["GET", "POST"])
@requires("service.policy.edit")
def create() -> ResponseReturnValue:
    """Decide how long a right lasts."""
    form = PolicyForm(valid_from=today())
    if form.submitted():
        values = form.values
        try:
            services.set_policy(
                session(),
                entitlement=Right(values["entitlement"]),
                category=values["category"] or "",
                valid_from=values["valid_from"],
                days=values["days"],
                basis=values["basis"] or "",
                by=current_user,
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            flash(_("The policy is decided."), "success")
            return redirect(url_for("service.policy.index"), 303)
    return render("service/policy/create.html", form=form), 422 if form.errors else 200
