"""Points in the JSON API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue

from core import api
from core.db import session
from core.party.models import Party
from core.permissions import allowed, requires
from plugins.orders.points import queries
from plugins.orders.points.listing import PointsListing

blueprint = api.blueprint("points", __name__)
api.lists(blueprint, PointsListing, "orders.points.index")


class Balance(api.Output):
    """What a party has: points that wait, and points that count."""

    party: str
    pending: Decimal
    confirmed: Decimal


@blueprint.get("/party/<int:party_id>")
@requires("orders.points.index")
@blueprint.output(Balance)
def balance(party_id: int) -> ResponseReturnValue:
    """The points of one party."""
    party = session().get(Party, party_id) or abort(404)
    if not allowed("orders.points.all") and not session().scalar(queries.seen(party_id)):
        abort(404)
    pending, confirmed = session().execute(queries.balance(party_id)).one()
    told: Any = {"party": party.code, "pending": pending, "confirmed": confirmed}
    return told
