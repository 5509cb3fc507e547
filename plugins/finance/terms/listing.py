"""The list of settlement terms."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from core.listing import ChoiceFilter, Column, Listing
from core.party.models import Party
from plugins.finance.terms import queries
from plugins.finance.terms.models import (
    BASES,
    EVENTS,
    FOR_EVER,
    MODES,
    PERIODS,
    SINCE_EVER,
    Terms,
)


def _labels(texts: Any) -> dict[Any, tuple[Any, str]]:
    return {value: (text, "") for value, text in texts.items()}


def _since(row: Any) -> str:
    return "…" if row.valid_from == SINCE_EVER else row.valid_from.isoformat()


def _until(row: Any) -> str:
    return "…" if row.valid_to == FOR_EVER else row.valid_to.isoformat()


class TermsListing(Listing):
    """All terms, the default ones first."""

    query = queries.all_terms
    key = Terms.id
    columns = (
        Column(
            "code",
            _l("Supplier code"),
            func.coalesce(Party.code, ""),
            value=lambda row: row.code or _("All others"),
            sortable=True,
        ),
        Column("supplier", _l("Supplier"), Party.name),
        Column("valid_from", _l("From"), Terms.valid_from, value=_since, sortable=True),
        Column("valid_to", _l("Until before"), Terms.valid_to, value=_until),
        Column("mode", _l("What is paid"), Terms.mode, kind="badge", labels=_labels(MODES)),
        Column("rate", _l("Commission"), Terms.rate, kind="percent"),
        Column("on", _l("Charged on"), Terms.commission_on, kind="badge", labels=_labels(BASES)),
        Column("basis", _l("Settled amount"), Terms.basis, kind="badge", labels=_labels(BASES)),
        Column("event", _l("Counts from"), Terms.event, kind="badge", labels=_labels(EVENTS)),
        Column("days", _l("Days"), Terms.after_sale_days, kind="number"),
        Column("period", _l("Period"), Terms.period_kind, kind="badge", labels=_labels(PERIODS)),
    )
    filters = (ChoiceFilter("mode", _l("What is paid"), Terms.mode, labels=_labels(MODES)),)
    search = Party
    default_sort = ("code", "asc")
    empty_title = _l("No terms yet")
    empty_hint = _l("Agree on the default terms first; suppliers may have their own.")
