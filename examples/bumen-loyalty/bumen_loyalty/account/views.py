"""The pages below /loyalty/account/."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from bumen_loyalty.account.listing import AccountListing
from core.listing import answer
from core.permissions import requires

blueprint = Blueprint("account", __name__)


@blueprint.get("/")
@requires("loyalty.account.index")
def index() -> ResponseReturnValue:
    """List the accounts."""
    return answer(AccountListing(), "loyalty/account/index.html")
