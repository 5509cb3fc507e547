"""What loyalty adds to the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from bumen_loyalty.account import jobs as account_jobs
from bumen_loyalty.account import queries, services
from bumen_loyalty.account import views as account
from bumen_loyalty.account.forms import TierForm
from bumen_loyalty.account.models import Tier
from core.extending import ExtraColumn, FormPart, Panel
from core.hooks import hookimpl
from core.party.models import Party
from core.user.models import User

PARTY = "core.party"
SHOWN = 10

blueprints = (account.blueprint,)
jobs = (account_jobs.expire,)


@hookimpl
def extend_form(target: str) -> FormPart | None:
    """Ask for the tier of a party."""
    if target != PARTY:
        return None
    return FormPart("loyalty", _l("Loyalty"), TierForm, "loyalty.account.edit", _load, _save)


def _load(session: Session, party: Party) -> Mapping[str, Any]:
    found = session.scalar(queries.account_of(party.id))
    return {"tier": found.tier.value if found else Tier.BASIC.value}


def _save(session: Session, party: Party, values: Mapping[str, Any], by: User) -> None:
    services.change_tier(session, party.id, tier=Tier(values["tier"]), by=by)


@hookimpl
def extend_listing(target: str) -> list[ExtraColumn]:
    """Show the points in the list of parties."""
    if target != PARTY:
        return []
    return [
        ExtraColumn(
            "loyalty_points",
            _l("Points"),
            "loyalty.account.index",
            _points,
            kind="number",
            expression=queries.points_of,
        )
    ]


def _points(session: Session, ids: Sequence[int]) -> Mapping[int, int]:
    return {party: points for party, points in session.execute(queries.points_by_party(ids))}


@hookimpl
def extend_page(target: str, record: Any) -> list[Panel]:
    """Show points, and how they were earned, on the page of a party."""
    if target != PARTY:
        return []
    return [Panel(_l("Loyalty"), "loyalty/account/panel.html", "loyalty.account.index", _panel)]


def _panel(session: Session, party: Party) -> Mapping[str, Any]:
    return {
        "account": session.scalar(queries.account_of(party.id)),
        "entries": session.scalars(queries.entries_of(party.id).limit(SHOWN)).all(),
    }
