"""What a statement says on paper: the figures of its page, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.documents import Document
from core.templating import amount, day, money, number, percent
from plugins.finance.settlement import queries
from plugins.finance.settlement.listing import KINDS, LINE_STATES
from plugins.finance.settlement.models import STATE_WORDS, Line, Statement


def _statement(session: Session, keys: Sequence[int]) -> dict[str, Any]:
    (statement_id,) = keys
    statement = session.scalars(queries.statement(statement_id)).one()
    lines = session.scalars(queries.lines_of(statement_id)).all()
    held = session.scalars(queries.held_from(statement_id)).all()
    return {
        "facts": _facts(statement),
        "sums": _sums(statement),
        "heads": [
            _("Reference"),
            _("Kind"),
            _("Product"),
            _("Date"),
            _("Payable on"),
            _("Quantity"),
            _("Gross"),
            _("Rate"),
            _("Commission"),
            _("Net"),
            _("State"),
        ],
        "lines": [_line(line) for line in lines],
        "held_title": _("Held back"),
        "held_heads": [_("Reference"), _("Product"), _("Net"), _("Reason of the dispute")],
        "held": [_held(line, statement.currency) for line in held],
    }


def _facts(statement: Statement) -> list[list[str]]:
    return [
        [_("Supplier"), f"{statement.supplier_name} ({statement.supplier_code})"],
        [_("Number"), statement.number],
        [_("Period"), f"{day(statement.period_from)} – {day(statement.period_to)}"],
        [_("State"), str(STATE_WORDS[statement.state])],
        [_("Prepared by"), statement.created_by.name],
        [_("Lines"), number(statement.line_count)],
    ]


def _sums(statement: Statement) -> list[list[str]]:
    sums = (
        (_("Carried in"), statement.carried_in),
        (_("Gross"), statement.gross),
        (_("Commission"), -statement.commission),
        (_("Refunds"), -statement.refunds),
        (_("Adjustments"), statement.adjustments),
        (_("Net"), statement.net),
        (_("To pay"), statement.payable),
    )
    return [[label, money(value, statement.currency)] for label, value in sums]


def _line(line: Line) -> list[str]:
    return [
        line.reference,
        str(KINDS[line.kind][0]),
        line.description,
        day(line.event_on),
        day(line.eligible_on),
        number(line.quantity),
        amount(line.gross),
        percent(line.rate),
        amount(line.commission),
        amount(line.net),
        str(LINE_STATES[line.state][0]),
    ]


def _held(line: Line, currency: str) -> list[str]:
    return [line.reference, line.description, money(line.net, currency), line.dispute_reason]


STATEMENT = Document(
    name="finance.printout.statement",
    title=_l("Statement"),
    template=Path(__file__).parent / "templates" / "statement.typ",
    model=Statement,
    permission="finance.settlement.index",
    data=_statement,
)
