"""The pages below /service/sla/."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.company import today
from core.db import session
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.service.sla import services
from plugins.service.sla.forms import LevelForm
from plugins.service.sla.listing import LevelListing
from plugins.service.sla.models import PRIORITIES
from plugins.service.sla.rules import Clock

blueprint = Blueprint("sla", __name__)


@blueprint.get("/")
@requires("service.sla.index")
def index() -> ResponseReturnValue:
    """Show what is promised today, and what was decided."""
    return answer(
        LevelListing(),
        "service/sla/index.html",
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
    return saved(
        form,
        lambda: services.set_level(session(), **form.values, by=current_user),
        lambda _level: done(_("The service level is decided."), url_for("service.sla.index")),
        lambda: render("service/sla/create.html", form=form),
    )
