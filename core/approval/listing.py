"""The lists of approvals."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core import approvals, tombstones
from core.approval import queries
from core.approval.models import STATES, Approval
from core.listing import ChoiceFilter, Column, DateFilter, Link, Listing
from core.user.models import User


def title_of(row: Approval) -> str:
    """Return what is to be approved, in words; a plugin that is off leaves its name."""
    known = approvals.registered().get(row.kind)
    return str(known.title) if known else tombstones.of_name(row.kind)


class ApprovalListing(Listing):
    """All approvals, or those of somebody."""

    query = queries.all_approvals
    key = Approval.id
    columns = (
        Column(
            "label",
            _l("Record"),
            Approval.label,
            href=Link("core.approval.detail", "approval_id"),
        ),
        Column("kind", _l("Kind"), Approval.kind, value=title_of),
        Column("amount", _l("Amount"), Approval.amount, kind="money"),
        Column("currency", _l("Currency"), Approval.currency),
        Column("requested_by", _l("Asked by"), User.name),
        Column("requested_at", _l("Asked"), Approval.requested_at, kind="instant", sortable=True),
        Column("closed_at", _l("Ended"), Approval.closed_at, kind="instant"),
        Column("state", _l("State"), Approval.state, kind="badge", labels=STATES),
    )
    joined = ((User, User.id == Approval.requested_by_id),)
    filters = (
        ChoiceFilter("state", _l("State"), Approval.state, labels=STATES),
        DateFilter("requested", _l("Asked"), Approval.requested_at),
    )
    default_sort = ("requested_at", "desc")
    empty_title = _l("No approvals here")
    empty_hint = _l("What colleagues ask you to sign appears here.")
