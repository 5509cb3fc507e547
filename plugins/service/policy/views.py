"""The pages below /service/policy/."""

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
from plugins.service.policy import services
from plugins.service.policy.forms import PolicyForm
from plugins.service.policy.listing import PolicyListing

blueprint = Blueprint("policy", __name__)


@blueprint.get("/")
@requires("service.policy.index")
def index() -> ResponseReturnValue:
    """List what was decided for which category."""
    return answer(PolicyListing(), "service/policy/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("service.policy.edit")
def create() -> ResponseReturnValue:
    """Decide how long a right lasts."""
    form = PolicyForm(valid_from=today())
    return saved(
        form,
        lambda: services.set_policy(session(), **form.values, by=current_user),
        lambda _policy: done(_("The policy is decided."), url_for("service.policy.index")),
        lambda: render("service/policy/create.html", form=form),
    )
