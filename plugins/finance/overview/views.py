"""The cards of the first page; each figure leads to its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.hookspecs import Card, Chart, ChartRow, Entry
from core.permissions import allowed
from core.templating import day, money, number
from plugins.finance.overview import queries
from plugins.finance.settlement import queries as settlements
from plugins.finance.settlement.models import STATE_WORDS, State

STATEMENTS = "finance.settlement.index"


def cards(session: Session) -> list[Card]:
    """Return what waits for a step, if the reader may see statements."""
    if not allowed(STATEMENTS):
        return []
    found = {row.state: row for row in session.execute(settlements.waiting())}
    figures = (
        (State.DISPUTED, _("Disputed statements"), "orange"),
        (State.FROZEN, _("Statements to approve"), "indigo"),
        (State.APPROVED, _("Approved, not paid"), "blue"),
    )
    made = [
        Card(
            title,
            number(found[state].number) if state in found else "0",
            _in_state(state),
            STATEMENTS,
            hint=money(found[state].net) if state in found else "",
            icon="scale",
            colour=colour,
            order=50 + place,
            key=state.value,
        )
        for place, (state, title, colour) in enumerate(figures)
    ]
    if found:
        made.append(_states(found))
    if State.FROZEN in found:
        made.append(_next(session))
    return made


def _in_state(state: State) -> str:
    return url_for(STATEMENTS, state=state.value)


def _states(found: Mapping[State, Any]) -> Card:
    counts = [(state, found[state].number if state in found else 0) for state in State]
    rows = tuple(
        ChartRow(str(STATE_WORDS[state]), (count,), (number(count),), _in_state(state))
        for state, count in counts
    )
    return Card(
        _("Statements by state"),
        "",
        url_for(STATEMENTS),
        STATEMENTS,
        order=210,
        key="states",
        chart=Chart((_("State"), _("Statements")), rows),
        width=2,
    )


def _next(session: Session) -> Card:
    entries = tuple(
        Entry(
            one.number,
            url_for("finance.settlement.detail", statement_id=one.id),
            f"{one.supplier_name} · {day(one.period_from)} · {money(one.net, one.currency)}",
        )
        for one in session.scalars(queries.longest_frozen())
    )
    return Card(
        _("To approve next"),
        "",
        _in_state(State.FROZEN),
        STATEMENTS,
        order=220,
        key="next",
        entries=entries,
        width=2,
    )
