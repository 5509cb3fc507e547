"""The list of accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from bumen_loyalty.account import queries
from bumen_loyalty.account.models import TIERS, Account
from core.listing import ChoiceFilter, Column, Link, Listing
from core.party.models import Party

PARTY = Link("core.party.detail", "party_id", "party_id")


class AccountListing(Listing):
    """All accounts."""

    query = queries.all_accounts
    key = Account.id
    columns = (
        Column(
            "code",
            _l("Code"),
            Party.code,
            href=PARTY,
            sortable=True,
        ),
        Column("name", _l("Name"), Party.name),
        Column("tier", _l("Tier"), Account.tier, kind="badge", labels=TIERS),
        Column("points", _l("Points"), Account.points, kind="number", sortable=True),
    )
    filters = (ChoiceFilter("tier", _l("Tier"), Account.tier, labels=TIERS),)
    extra = (Account.party_id,)
    default_sort = ("points", "desc")
    empty_title = _l("No accounts yet")
    empty_hint = _l("Choose a tier in the form of a party, or pay a supplier.")
