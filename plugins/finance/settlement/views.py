"""The pages below /finance/settlement/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core.approval import services as approval
from core.approval.models import Approval
from core.clock import now
from core.db import session
from core.extras import record_page
from core.history import queries as history
from core.listing import answer
from core.permissions import allowed, requires
from core.saving import saved
from core.templating import render
from plugins.finance.settlement import queries, services
from plugins.finance.settlement.forms import DisputeForm
from plugins.finance.settlement.listing import (
    LINE_STATES,
    STATES,
    STEPS,
    LineListing,
    StatementListing,
)
from plugins.finance.settlement.models import Line, LineState, Statement

blueprint = Blueprint("settlement", __name__)


@blueprint.get("/")
@requires("finance.settlement.index")
def index() -> ResponseReturnValue:
    """List the statements, the newest period first."""
    return answer(StatementListing(), "finance/settlement/index.html")


@blueprint.get("/<int:statement_id>")
@requires("finance.settlement.index")
def detail(statement_id: int) -> ResponseReturnValue:
    """Show one statement: its sums, its lines, what may be done next and its history."""
    statement = _statement(statement_id)
    asked = approval.latest(session(), services.PAYMENT, statement)
    return answer(
        LineListing(restrict=Line.statement_id == statement_id),
        "finance/settlement/detail.html",
        name=statement.number,
        statement=statement,
        **record_page("finance.settlement", statement),
        state=STATES[statement.state],
        steps=_steps(statement, asked),
        approval=asked,
        held=session().scalars(queries.held_from(statement_id)).all(),
    )


@blueprint.post("/<int:statement_id>/send")
@requires("finance.settlement.send")
def send(statement_id: int) -> ResponseReturnValue:
    """Note that a statement went to its supplier."""
    return _act(statement_id, "send")


@blueprint.post("/<int:statement_id>/confirm")
@requires("finance.settlement.confirm")
def confirm(statement_id: int) -> ResponseReturnValue:
    """Note that the supplier agrees."""
    return _act(statement_id, "confirm")


@blueprint.post("/<int:statement_id>/freeze")
@requires("finance.settlement.freeze")
def freeze(statement_id: int) -> ResponseReturnValue:
    """Fix a statement for ever; disputed lines stay behind."""
    return _act(statement_id, "freeze")


@blueprint.post("/<int:statement_id>/ask")
@requires("finance.settlement.freeze")
def ask(statement_id: int) -> ResponseReturnValue:
    """Ask again to approve the payment, after it was returned, rejected or withdrawn."""
    return _act(statement_id, "ask")


@blueprint.get("/line/<int:line_id>")
@requires("finance.settlement.index")
def line(line_id: int) -> ResponseReturnValue:
    """Show how a line came to its figures, and its dispute."""
    return _line_page(_line(line_id), DisputeForm())


@blueprint.post("/line/<int:line_id>/dispute")
@requires("finance.settlement.dispute")
def dispute(line_id: int) -> ResponseReturnValue:
    """Record that the supplier does not agree with a line."""
    disputed, form = _line(line_id), DisputeForm()
    return saved(
        form,
        lambda: services.dispute(session(), disputed, **form.values, by=current_user, now=now()),
        lambda _none: _done(disputed, _("The line is disputed and will stay behind.")),
        lambda: _line_page(_line(line_id), form),
    )


@blueprint.post("/line/<int:line_id>/release")
@requires("finance.settlement.dispute")
def release(line_id: int) -> ResponseReturnValue:
    """End the dispute of a line: it is paid as it stands."""
    disputed = _line(line_id)
    services.release(session(), disputed, by=current_user, now=now())
    return _done(disputed, _("The dispute is settled; the line will be paid."))


def _steps(statement: Statement, asked: Approval | None) -> list[tuple[str, str]]:
    """Name what the reader may do next; approval is asked for where it is not being asked."""
    can = {verb: statement.can(verb) for verb in STEPS}
    can["ask"] = statement.can("approve") and statement.net > 0 and not (asked and asked.is_open)
    return [
        (verb, label)
        for verb, (_act, permission, label) in STEPS.items()
        if can[verb] and allowed(permission)
    ]


def _act(statement_id: int, verb: str) -> Response:
    statement = _statement(statement_id)
    STEPS[verb][0](session(), statement, by=current_user, now=now())
    session().commit()
    told = {"number": statement.number, "state": STATES[statement.state][0]}
    flash(_("Statement %(number)s: %(state)s", **told), "success")
    return redirect(url_for("finance.settlement.detail", statement_id=statement_id), 303)


def _done(line: Line, text: str) -> Response:
    statement_id = line.statement_id or line.held_from_id
    session().commit()
    flash(text, "success")
    return redirect(url_for("finance.settlement.detail", statement_id=statement_id), 303)


def _line_page(line: Line, form: DisputeForm) -> str:
    return render(
        "finance/settlement/line.html",
        line=line,
        form=form,
        state=LINE_STATES[line.state],
        may_dispute=bool(form.errors)  # a refused form stays, with its reason and as typed
        or (
            line.state is LineState.OPEN
            and line.statement is not None
            and line.statement.can("dispute")
        ),
        statement=line.statement or line.held_from,
        history=session().scalars(history.of(Line, line.id)).all(),
    )


def _statement(statement_id: int) -> Statement:
    return session().scalar(queries.statement(statement_id)) or abort(404)


def _line(line_id: int) -> Line:
    return session().scalar(queries.line(line_id)) or abort(404)
