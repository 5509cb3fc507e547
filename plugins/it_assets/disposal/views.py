"""The pages below /it_assets/disposal/."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.approval.services import latest
from core.clock import now
from core.company import today
from core.db import session
from core.extras import record_page
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.disposal import queries, services
from plugins.it_assets.disposal.forms import DisposalForm
from plugins.it_assets.disposal.listing import DisposalListing
from plugins.it_assets.disposal.models import MANNERS, STATES

blueprint = Blueprint("disposal", __name__)


@blueprint.get("/")
@requires("it_assets.disposal.index")
def index() -> ResponseReturnValue:
    """List the disposals, the latest first."""
    return answer(DisposalListing(), "it_assets/disposal/index.html")


@blueprint.get("/<int:disposal_id>")
@requires("it_assets.disposal.index")
def detail(disposal_id: int) -> ResponseReturnValue:
    """Show a disposal and what it gains or loses."""
    disposal = session().scalar(queries.whole(disposal_id)) or abort(404)
    return render(
        "it_assets/disposal/detail.html",
        disposal=disposal,
        state=STATES[disposal.state],
        manner=MANNERS[disposal.manner],
        approval=latest(session(), services.APPROVAL, disposal),
        **record_page("it_assets.disposal", disposal),
    )


@blueprint.route("/<int:asset_id>/create", methods=["GET", "POST"])
@requires("it_assets.disposal.create")
def create(asset_id: int) -> ResponseReturnValue:
    """Ask to dispose of an asset."""
    asset = session().get(Asset, asset_id) or abort(404)
    form = DisposalForm(disposed_on=today(), proceeds=Decimal("0.00"))
    return saved(
        form,
        lambda: services.ask_disposal(session(), asset, **form.values, by=current_user, now=now()),
        lambda one: done(
            _("%(number)s waits for approval.", number=one.number),
            url_for("it_assets.disposal.detail", disposal_id=one.id),
        ),
        lambda: render(
            "it_assets/disposal/create.html", form=form, asset=session().get(Asset, asset_id)
        ),
    )
