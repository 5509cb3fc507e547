"""The pages below /service/review/."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from core.listing import answer
from core.permissions import requires
from plugins.service.review.listing import ReviewListing

blueprint = Blueprint("review", __name__)


@blueprint.get("/")
@requires("service.review.index")
def index() -> ResponseReturnValue:
    """List the reviews, the latest first."""
    return answer(ReviewListing(), "service/review/index.html")
