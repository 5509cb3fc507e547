"""The pages below /loyalty/account/."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from bumen_loyalty.account.listing import AccountListing
from core.permissions import requires
from core.templating import render

blueprint = Blueprint("account", __name__)


@blueprint.get("/")
@requires("loyalty.account.index")
def index() -> ResponseReturnValue:
    """List the accounts."""
    listing = AccountListing()
    if request.args.get("format") in {"csv", "xlsx"}:
        return listing.export(request.args, request.args["format"])
    return render("loyalty/account/index.html", page=listing.page(request.args))
