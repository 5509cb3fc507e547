"""The pages below /it_assets/book/."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.company import today
from core.db import session
from core.exporting import csv_response
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.it_assets.asset.models import Asset
from plugins.it_assets.book import services
from plugins.it_assets.book.forms import ReadingForm
from plugins.it_assets.category.models import METHODS

blueprint = Blueprint("book", __name__)
FIRST, LAST = date(1990, 1, 1), date(2200, 12, 31)


@blueprint.get("/")
@requires("it_assets.book.index")
def index() -> ResponseReturnValue:
    """Show what the equipment is worth on a day, by category."""
    as_of = _day()
    found = services.sums(session(), as_of)
    totals = services.totals(found)
    return render("it_assets/book/index.html", as_of=as_of, sums=found, totals=totals)


@blueprint.get("/lines")
@requires("it_assets.book.index")
def lines() -> ResponseReturnValue:
    """Download what each asset is worth on a day."""
    as_of = _day()
    heads = (
        _("Asset tag"),
        _("Name of the asset"),
        _("Equipment category"),
        _("Depreciation"),
        _("In use since"),
        _("Useful life in months"),
        _("Currency"),
        _("Original cost"),
        _("Residual value"),
        _("Accumulated depreciation"),
        _("Book value"),
    )
    return csv_response(f"depreciation-{as_of}.csv", heads, _lines(as_of))


def _lines(as_of: date) -> Iterator[tuple[str | date | int | Decimal | None, ...]]:
    methods = {one: str(text) for one, text in METHODS.items()}
    # Read before the answer begins, because the session ends with the request.
    for row, position in list(services.positions(session(), as_of)):
        depreciated = position.depreciated(as_of)
        yield (
            row.tag,
            row.name,
            row.category,
            methods[row.method],
            row.in_use_on,
            row.months,
            row.currency,
            position.gross(as_of),
            position.residual,
            depreciated,
            position.gross(as_of) - depreciated,
        )


@blueprint.route("/<int:asset_id>/read", methods=["GET", "POST"])
@requires("it_assets.book.read")
def read(asset_id: int) -> ResponseReturnValue:
    """Note how many units an asset has produced."""
    asset = session().get(Asset, asset_id) or abort(404)
    form = ReadingForm(on=today())
    return saved(
        form,
        lambda: services.note_reading(session(), asset, **form.values, by=current_user),
        lambda _one: done(
            _("The reading is noted."), url_for("it_assets.asset.detail", asset_id=asset_id)
        ),
        lambda: render("it_assets/book/read.html", form=form, asset=asset),
    )


def _day() -> date:
    """Return the day that the address names, or today."""
    try:
        day = date.fromisoformat(request.args.get("as_of", ""))
    except ValueError:
        return today()
    return min(max(day, FIRST), LAST)
