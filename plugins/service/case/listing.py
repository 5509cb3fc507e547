"""The list of cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from core.clock import now
from core.listing import ChoiceFilter, Column, DateFilter, Filter, Link, Listing, Shown
from core.party.models import Party
from core.templating import instant
from core.user.models import User
from plugins.service.casework import queries
from plugins.service.casework.models import KINDS, NEVER, STATES, Case
from plugins.service.casework.rules import OVER
from plugins.service.customer.listing import called, told_by
from plugins.service.sla.models import PRIORITIES

WHOSE = {"mine": _l("Mine"), "nobody": _l("Nobody's")}
STANDS = {"open": _l("Not over"), "overdue": _l("Overdue"), "over": _l("Over")}
PAGE = Link("service.case.detail", "case_id")


class WordFilter(Filter):
    """Chooses by a word that has a meaning of its own."""

    words: Mapping[str, Any] = {}

    @property
    def names(self) -> list[str]:
        """The words."""
        return list(self.words)

    def shown(self, args: Mapping[str, str]) -> Shown:
        """Offer the words."""
        choices = [(word, str(text)) for word, text in self.words.items()]
        return Shown(self.key, self.label, "choice", args.get(self.key, ""), choices)


class WhoseFilter(WordFilter):
    """Shows the reader's own cases, or those that nobody cares for."""

    words = WHOSE

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Compare with the reader."""
        chosen = args.get(self.key, "")
        if chosen == "mine":
            return Case.assigned_to_id == current_user.id
        return Case.assigned_to_id.is_(None) if chosen == "nobody" else None


class StandFilter(WordFilter):
    """Shows what is open, overdue or over."""

    words = STANDS

    def condition(self, args: Mapping[str, str]) -> sa.ColumnElement[bool] | None:
        """Compare with the state and the next deadline."""
        return {
            "open": Case.state.in_(queries.OPEN),
            "overdue": queries.overdue(now()),
            "over": Case.state.in_(OVER),
        }.get(args.get(self.key, ""))


def due_text(row: Any) -> str:
    """Return when the next promised time is over; nothing if no clock runs."""
    return "" if row.due_at == NEVER else instant(row.due_at)


class CaseListing(Listing):
    """All cases."""

    target = "service.case"
    query = queries.all_cases
    key = Case.id
    joined = ((Party, Party.id == Case.party_id), (User, User.id == Case.assigned_to_id))
    columns = (
        Column("number", _l("Number"), Case.number, href=PAGE, sortable=True),
        Column("due_at", _l("Due"), Case.due_at, kind="instant", value=due_text, sortable=True),
        Column("kind", _l("Kind"), Case.kind, kind="badge", labels=KINDS),
        Column("subject", _l("Subject"), Case.subject, href=PAGE),
        Column("customer", _l("Customer"), Party.name, veil=called),
        Column("priority", _l("Priority"), Case.priority, kind="badge", labels=PRIORITIES),
        Column("state", _l("State"), Case.state, kind="badge", labels=STATES),
        Column("assigned_to", _l("Assigned to"), User.name),
        Column(
            "source",
            _l("Source"),
            Case.source,
            value=lambda row: told_by(row.source),
            is_further=True,
        ),
        Column(
            "opened_at",
            _l("Opened"),
            Case.opened_at,
            kind="instant",
            sortable=True,
            is_further=True,
        ),
    )
    filters = (
        StandFilter("stands", _l("Stands"), Case.due_at),
        WhoseFilter("whose", _l("Whose"), Case.assigned_to_id),
        ChoiceFilter("state", _l("State"), Case.state, labels=STATES),
        ChoiceFilter("kind", _l("Kind"), Case.kind, labels=KINDS),
        ChoiceFilter("priority", _l("Priority"), Case.priority, labels=PRIORITIES),
        DateFilter("opened", _l("Opened"), Case.opened_at),
    )
    search = Case
    default_sort = ("due_at", "asc")
    empty_title = _l("No cases here")
    empty_hint = _l("Open one from an order, from a customer or here.")
