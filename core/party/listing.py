"""The list of parties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.listing import ChoiceFilter, Column, Filter, Link, Listing, Shown
from core.party import queries
from core.party.models import ROLES, Party

ACTIVE = {True: (_l("Active"), "green"), False: (_l("Inactive"), "secondary")}
BITS = {flag: 1 << place for place, flag in enumerate(ROLES)}


class RoleNames(Mapping[int, tuple[str, str]]):
    """The roles of a party in words; several in one number, one bit each."""

    def __getitem__(self, bits: int) -> tuple[str, str]:
        return ", ".join(str(ROLES[flag]) for flag, bit in BITS.items() if bits & bit), ""

    def __iter__(self) -> Iterator[int]:
        return iter(range(1 << len(ROLES)))

    def __len__(self) -> int:
        return 1 << len(ROLES)


class RoleFilter(Filter):
    """Shows the parties that have one role, whatever others they have."""

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Ask for the chosen role; an unknown one chooses nothing."""
        flag = args.get(self.key, "")
        return getattr(Party, flag).is_(True) if flag in ROLES else None

    def shown(self, args: Mapping[str, str]) -> Shown:
        """Offer the four roles."""
        choices = [(flag, str(label)) for flag, label in ROLES.items()]
        return Shown(self.key, self.label, "choice", args.get(self.key, ""), choices)


def _roles() -> sa.ColumnElement[int]:
    supplier, *others = (
        sa.case((getattr(Party, flag), bit), else_=0) for flag, bit in BITS.items()
    )
    return sum(others, start=supplier)


PAGE = Link("core.party.detail", "party_id")


class PartyListing(Listing):
    """All parties."""

    target = "core.party"
    query = queries.all_parties
    key = Party.id
    columns = (
        Column(
            "code",
            _l("Code"),
            Party.code,
            href=PAGE,
            sortable=True,
        ),
        Column(
            "name",
            _l("Full name"),
            Party.name,
            href=PAGE,
            sortable=True,
        ),
        Column("roles", _l("Roles"), _roles(), labels=RoleNames()),
        Column("region", _l("Region"), Party.region),
        Column("city", _l("City"), Party.city),
        Column("is_active", _l("State"), Party.is_active, kind="badge", labels=ACTIVE),
    )
    filters = (
        RoleFilter("role", _l("Role"), None),
        ChoiceFilter("is_active", _l("State"), Party.is_active, labels=ACTIVE),
    )
    search = Party
    default_sort = ("code", "asc")
    empty_title = _l("No parties here")
    empty_hint = _l("Import orders, or enter a supplier or customer by hand.")
