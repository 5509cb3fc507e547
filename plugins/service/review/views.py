"""The pages below /service/review/."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from core.permissions import requires
from core.templating import render
from plugins.service.review.listing import ReviewListing

blueprint = Blueprint("review", __name__)


@blueprint.get("/")
@requires("service.review.index")
def index() -> ResponseReturnValue:
    """List the reviews, the latest first."""
    if request.args.get("format") in {"csv", "xlsx"}:
        return ReviewListing().export(request.args, request.args["format"])
    return render("service/review/index.html", page=ReviewListing().page(request.args))
