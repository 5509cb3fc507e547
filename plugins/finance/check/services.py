"""Proving the invariants of finance on the stored data.  Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from core.hookspecs import Fault
from plugins.finance.check import queries

INVARIANTS: Mapping[str, tuple[Callable[[], Select[Any]], str]] = {
    "finance.settlement.sums": (
        queries.statements_unlike_their_lines,
        "Statement {} is not the sum of its lines.",
    ),
    "finance.settlement.carry": (
        queries.statements_unlike_their_carries,
        "Statement {} does not carry what it should.",
    ),
    "finance.settlement.approval": (
        queries.statements_without_approval,
        "Statement {} lacks the name of who froze or approved it.",
    ),
    "finance.settlement.balance": (
        queries.suppliers_out_of_balance,
        "What supplier {} earned is not what was paid, is open or held back.",
    ),
    "finance.line.place": (
        queries.lines_out_of_place,
        "The line of {} is in no statement, or in a wrong one.",
    ),
    "finance.line.refunds": (
        queries.lines_taken_back_too_far,
        "The refunds of {} take back more than its line was worth.",
    ),
    "finance.payment.total": (
        queries.batches_unlike_their_items,
        "Payment batch {} is not the sum of its payments.",
    ),
    "finance.payment.paid": (
        queries.statements_unlike_their_payment,
        "Statement {} and its payment disagree.",
    ),
}


def find_faults(session: Session) -> list[Fault]:
    """Return what is broken, in one query for each invariant."""
    return [
        Fault(rule, text.format(found))
        for rule, (question, text) in INVARIANTS.items()
        for found in session.scalars(question())
    ]
