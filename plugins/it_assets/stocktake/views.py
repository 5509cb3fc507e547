"""The pages below /it_assets/stocktake/."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.extras import record_page
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.it_assets.stocktake import queries, services
from plugins.it_assets.stocktake.forms import ScanForm, StocktakeForm
from plugins.it_assets.stocktake.listing import LineListing, StocktakeListing
from plugins.it_assets.stocktake.models import STATES, VERDICTS, Line, Stocktake

blueprint = Blueprint("stocktake", __name__)


@blueprint.get("/")
@requires("it_assets.stocktake.index")
def index() -> ResponseReturnValue:
    """List the stocktakes, the newest first."""
    return answer(StocktakeListing(), "it_assets/stocktake/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("it_assets.stocktake.edit")
def create() -> ResponseReturnValue:
    """Begin to count a place."""
    form = StocktakeForm()
    return saved(
        form,
        lambda: services.open_stocktake(
            session(), **form.picked, by=current_user, on=today(), now=now()
        ),
        lambda made: done(_("The counting has begun; scan every tag that you see."), _url(made.id)),
        lambda: render("it_assets/stocktake/create.html", form=form),
    )


@blueprint.get("/<int:stocktake_id>")
@requires("it_assets.stocktake.index")
def detail(stocktake_id: int) -> ResponseReturnValue:
    """Show what was found so far, and take what is scanned."""
    one = _stocktake(stocktake_id)
    return answer(
        LineListing(restrict=Line.stocktake_id == stocktake_id),
        "it_assets/stocktake/detail.html",
        name=one.number,
        **_facts(one),
        form=ScanForm(),
    )


@blueprint.post("/<int:stocktake_id>/scan")
@requires("it_assets.stocktake.count")
def scan(stocktake_id: int) -> ResponseReturnValue:
    """Note what was seen."""
    form = ScanForm()
    return saved(
        form,
        lambda: services.scan(
            session(), _stocktake(stocktake_id), form.text, by=current_user, now=now()
        ),
        lambda result: done(_told(result), _url(stocktake_id, _anchor="scan")),
        lambda: _scan_page(stocktake_id, form),
    )


@blueprint.post("/<int:stocktake_id>/seen/<int:asset_id>")
@requires("it_assets.stocktake.count")
def seen(stocktake_id: int, asset_id: int) -> ResponseReturnValue:
    """Note that an asset was seen, from its own page."""
    url = url_for("it_assets.asset.detail", asset_id=asset_id)
    result = services.scan(
        session(),
        _stocktake(stocktake_id),
        url_for("it_assets.asset.detail", asset_id=asset_id, _external=True),
        by=current_user,
        now=now(),
    )
    return done(_told(result), url)


@blueprint.post("/<int:stocktake_id>/cancel")
@requires("it_assets.stocktake.edit")
def cancel(stocktake_id: int) -> ResponseReturnValue:
    """Give a stocktake up."""
    services.cancel(session(), _stocktake(stocktake_id), by=current_user, now=now())
    return done(_("The stocktake is given up."), _url(stocktake_id))


def _facts(one: Stocktake) -> dict[str, Any]:
    counted = {key: count for key, count in session().execute(queries.counts(one.id))}
    return {
        "stocktake": one,
        "state": STATES[one.state],
        "counts": [(key, *told, counted.get(key, 0)) for key, told in VERDICTS.items()],
        **record_page("it_assets.stocktake", one),
    }


def _scan_page(stocktake_id: int, form: ScanForm) -> str:
    one = _stocktake(stocktake_id)
    listing = LineListing(restrict=Line.stocktake_id == stocktake_id)
    page: str = render(
        "it_assets/stocktake/detail.html", page=listing.page(request.args), form=form, **_facts(one)
    )
    return page


def _told(result: services.Scan) -> str:
    told: str = _(
        "In place: %(present)s, belonging elsewhere: %(misplaced)s, not registered: %(unknown)s, "
        "seen before: %(again)s.",
        present=result.present,
        misplaced=result.misplaced,
        unknown=result.unregistered,
        again=result.again,
    )
    return told


def _url(stocktake_id: int, **more: Any) -> str:
    return url_for("it_assets.stocktake.detail", stocktake_id=stocktake_id, **more)


def _stocktake(stocktake_id: int) -> Stocktake:
    return session().scalar(queries.stocktake(stocktake_id)) or abort(404)
