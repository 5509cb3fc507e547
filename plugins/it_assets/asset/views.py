"""The pages below /it_assets/asset/."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.company import company, today
from core.db import session
from core.extras import record_page
from core.forms import SelectChoice
from core.listing import answer
from core.party.models import Party
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.it_assets.asset import queries, services
from plugins.it_assets.asset.forms import AssetForm
from plugins.it_assets.asset.listing import AssetListing
from plugins.it_assets.asset.models import STATES, Asset

blueprint = Blueprint("asset", __name__)
TARGET = "it_assets.asset"
STEPS = {
    "send_to_repair": services.send_to_repair,
    "end_repair": services.end_repair,
    "report_lost": services.report_lost,
    "report_found": services.report_found,
}


@blueprint.get("/")
@requires("it_assets.asset.index")
def index() -> ResponseReturnValue:
    """List the assets."""
    return answer(AssetListing(), "it_assets/asset/index.html")


@blueprint.get("/<int:asset_id>")
@requires("it_assets.asset.index")
def detail(asset_id: int) -> ResponseReturnValue:
    """Show an asset: what it is, who has it, and what the other slices tell of it."""
    asset = _asset(asset_id)
    return render(
        "it_assets/asset/detail.html",
        asset=asset,
        state=STATES[asset.state],
        **record_page(TARGET, asset),
    )


@blueprint.route("/create", methods=["GET", "POST"])
@requires("it_assets.asset.edit")
def create() -> ResponseReturnValue:
    """Enter an asset."""
    form = AssetForm()
    del form.version_id, form.warranty_until
    return saved(
        form,
        lambda: services.create_asset(
            session(), **_facts(form), currency=company().currency, on=today(), by=current_user
        ),
        lambda asset: done(
            _("%(asset)s is entered.", asset=asset),
            url_for("it_assets.asset.detail", asset_id=asset.id),
        ),
        lambda: render("it_assets/asset/create.html", form=form),
    )


@blueprint.route("/<int:asset_id>/edit", methods=["GET", "POST"])
@requires("it_assets.asset.edit")
def edit(asset_id: int) -> ResponseReturnValue:
    """Change what is known of an asset."""
    asset = _asset(asset_id)
    form = AssetForm(obj=asset)
    del form.model, form.tag, form.warranty_months
    if form.supplier.raw_data is None:
        form.supplier.data = asset.supplier.code if asset.supplier else ""
    if asset.place and not asset.place.is_active:
        stays = SelectChoice(asset.place.id, asset.place.name)
        form.place.choices = [*(form.place.choices or ()), stays]
    return saved(
        form,
        lambda: services.edit_asset(
            session(), asset, **_facts(form, asset.supplier), version=form.version, by=current_user
        ),
        lambda _none: done(
            _("%(asset)s is changed.", asset=asset),
            url_for("it_assets.asset.detail", asset_id=asset_id),
        ),
        lambda: render("it_assets/asset/edit.html", form=form, asset=_asset(asset_id)),
        record=asset,
    )


@blueprint.post("/<int:asset_id>/<verb>")
@requires("it_assets.asset.edit")
def step(asset_id: int, verb: str) -> ResponseReturnValue:
    """Note that an asset is broken, mended, lost or found."""
    act = STEPS.get(verb) or abort(404)
    asset = _asset(asset_id)
    act(session(), asset, by=current_user)
    return done(
        _("%(asset)s: %(state)s.", asset=asset, state=STATES[asset.state][0]),
        url_for("it_assets.asset.detail", asset_id=asset_id),
    )


def _facts(form: AssetForm, supplier: Party | None = None) -> dict[str, Any]:
    """Return what was typed, with the records that it names."""
    code = form.supplier.data or ""
    return form.picked | {"supplier": services.supplier_coded(session(), code, supplier)}


def _asset(asset_id: int) -> Asset:
    return session().scalar(queries.whole(asset_id)) or abort(404)
