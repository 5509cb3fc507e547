"""The list of requests for equipment."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Link, Listing, PersonFilter
from core.user.models import User
from plugins.it_assets.request import queries
from plugins.it_assets.request.models import STATES, Request

BEYOND = {True: (_l("Beyond the post"), "red"), False: ("", "")}


class RequestListing(Listing):
    """What colleagues need."""

    target = "it_assets.request"
    query = queries.all_requests
    key = Request.id
    joined = ((User, User.id == Request.requested_by_id),)
    columns = (
        Column(
            "number",
            _l("Number"),
            Request.number,
            href=Link("it_assets.request.detail", "request_id"),
            sortable=True,
        ),
        Column("title", _l("What is needed"), Request.title),
        Column("quantity", _l("Quantity"), Request.quantity, kind="number"),
        Column("price", _l("Estimated price of one"), Request.price, kind="money"),
        Column("needed_on", _l("Needed on"), Request.needed_on, kind="date"),
        Column("requested_by", _l("Requested by"), User.name),
        Column("is_beyond", _l("Post"), Request.is_beyond, kind="badge", labels=BEYOND),
        Column("state", _l("State"), Request.state, kind="badge", labels=STATES),
    )
    filters = (
        ChoiceFilter("state", _l("State"), Request.state, labels=STATES),
        PersonFilter("requested_by_id", _l("Requested by"), Request.requested_by_id),
    )
    search = (Request.number, Request.title, (Request.requested_by_id, User.id, User.name))
    groups = ("state",)
    default_sort = ("number", "desc")
    empty_title = _l("No requests for equipment yet")
    empty_hint = _l("Whoever needs a computer, a chair or a projector asks for it here.")
