"""The pages below /service/sla/."""

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
from plugins.service.sla import services
from plugins.service.sla.forms import LevelForm
from plugins.service.sla.listing import LevelListing
from plugins.service.sla.models import PRIORITIES, Priority
from plugins.service.sla.rules import Clock

blueprint = Blueprint("sla", __name__)


@blueprint.get("/")
@requires("service.sla.index")
def index() -> ResponseReturnValue:
    """Show what is promised today, and what was decided."""
    if request.args.get("format") in {"csv", "xlsx"}:
        return LevelListing().export(request.args, request.args["format"])
    return render(
        "service/sla/index.html",
        page=LevelListing().page(request.args),
        promised=[
            (PRIORITIES[one], *(int(target[clock].total_seconds() // 60) for clock in Clock))
            for one, target in services.targets(session(), today()).items()
        ],
    )


@blueprint.route("/create", methods=["GET", "POST"])
@requires("service.sla.edit")
def create() -> ResponseReturnValue:
    """Promise something else from a day on."""
    form = LevelForm(valid_from=today())
    if form.submitted():
        values = form.values
        try:
            services.set_level(
                session(),
                **values | {"priority": Priority(values["priority"])},
                by=current_user,
            )
        except BusinessError as error:
            form.refuse(error)
        else:
            session().commit()
            flash(_("The service level is decided."), "success")
            return redirect(url_for("service.sla.index"), 303)
    return render("service/sla/create.html", form=form), 422 if form.errors else 200
