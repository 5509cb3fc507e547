"""The pages below /service/merge/."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.db import session
from core.permissions import requires
from core.saving import done
from plugins.service.customer import queries as customers
from plugins.service.merge import services
from plugins.service.merge.models import Merge

blueprint = Blueprint("merge", __name__)


@blueprint.post("/create/<int:kept_id>/<int:merged_id>")
@requires("service.merge.create")
def create(kept_id: int, merged_id: int) -> ResponseReturnValue:
    """Keep two archives as one."""
    for key in (kept_id, merged_id):
        if session().scalar(customers.customer(key)) is None:
            abort(404)
    made = services.merge(session(), kept_id, merged_id, reason="", by=current_user, now=now())
    return done(_("Both archives are kept as one now."), _page(made.kept_id))


@blueprint.post("/<int:merge_id>/undo")
@requires("service.merge.create")
def undo(merge_id: int) -> ResponseReturnValue:
    """Give two archives back what is their own."""
    made = session().get(Merge, merge_id) or abort(404)
    made = services.undo(session(), made, by=current_user, now=now())
    return done(_("They are two archives again."), _page(made.merged_id))


def _page(party_id: int) -> str:
    return url_for("service.customer.detail", party_id=party_id)
