"""What can be done with variances.  Services flush; they never commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session, object_session

from core.approval import services as approval
from core.approvals import Approvable, moves
from core.clock import local_date
from core.company import company
from core.documents import Document
from core.errors import BusinessError
from core.templating import amount, instant, money
from core.user.models import User
from plugins.it_assets.asset import services as assets
from plugins.it_assets.asset.models import State
from plugins.it_assets.model.models import EquipmentModel
from plugins.it_assets.place.models import Place
from plugins.it_assets.stocktake import queries as stocktakes
from plugins.it_assets.stocktake.models import DECISION_WORDS, STATES, VERDICTS, Line, Stocktake
from plugins.it_assets.stocktake.rules import ALLOWED, Decision
from plugins.it_assets.stocktake.services import still_counting
from plugins.it_assets.variance import queries

NOTHING = Decimal("0.00")


def decide(
    session: Session,
    line: Line,
    *,
    decision: Decision,
    note: str = "",
    model: EquipmentModel | None = None,
    value: Decimal | None = None,
    by: User,
    now: datetime,
) -> None:
    """Say what follows from a difference.

    :param line: with its stocktake.
    :param model: with ``value`` what a thing is registered as.
    :raises BusinessError: if the decision does not fit what was found, a loss has no reason, a
        thing is registered without model and value, or the counting is over.
    """
    still_counting(session, line.stocktake)
    session.refresh(line, ["verdict"])
    if decision not in ALLOWED[line.verdict]:
        raise BusinessError(
            _("That does not fit “%(found)s”.", found=VERDICTS[line.verdict][0]), field="decision"
        )
    if decision is Decision.WRITE_OFF and not note.strip():
        raise BusinessError(_("Say what is known about the loss."), field="note")
    is_ours = decision is Decision.REGISTER
    if is_ours and (model is None or value is None or value < 0):
        message = _("Choose the model and write what it is worth.")
        raise BusinessError(message, field="value")
    line.decision, line.note, line.decided_by_id = decision, note.strip(), by.id
    line.model_id = model.id if is_ours and model else None
    line.value = value if is_ours else None
    session.flush()


def submit(session: Session, stocktake: Stocktake, *, by: User, now: datetime) -> None:
    """End the counting and ask a colleague who did not take part to approve what follows.

    :raises BusinessError: if a difference has no decision, or the counting is over.
    """
    still_counting(session, stocktake)
    left = session.scalar(queries.undecided_count(stocktake.id)) or 0
    if left:
        raise BusinessError(_("%(count)s differences wait for a decision.", count=left))
    stocktake.move("submit")
    session.flush()
    approval.ask(
        session,
        RESULT,
        stocktake,
        amount=lost(session.scalars(queries.differences(stocktake.id)).all()),
        currency=company().currency,
        by=by,
        now=now,
    )


def _approved(session: Session, stocktake: Stocktake, *, by: User, now: datetime) -> None:
    session.refresh(stocktake, with_for_update={"of": Stocktake})
    stocktake.move("approve")
    stocktake.closed_at = now
    session.flush()
    on = local_date(now, company().zone)
    place = session.get_one(Place, stocktake.place_id)
    for line in session.scalars(queries.differences(stocktake.id)).all():
        _follow(session, line, place, number=stocktake.number, by=by, on=on)
    session.flush()


def _follow(session: Session, line: Line, place: Place, *, number: str, by: User, on: date) -> None:
    asset = line.asset
    if line.decision is Decision.REGISTER and line.model:
        assets.create_asset(
            session,
            model=line.model,
            place=place,
            serial=line.code or "",
            cost=line.value,
            currency=company().currency,
            purchased_on=on,
            note=number,
            by=by,
            on=on,
        )
    # Between counting and approval, somebody may have sold or repaired it.
    elif line.decision is Decision.WRITE_OFF and asset and asset.can("lose"):
        assets.report_lost(session, asset, by=by)
    elif line.decision is Decision.MOVE and asset and asset.state is not State.DISPOSED:
        if asset.state is State.LOST:
            assets.report_found(session, asset, by=by)
        assets.move_to(session, asset, place, by=by)


def _took_part(stocktake: Stocktake) -> set[int]:
    session = object_session(stocktake)
    counted = session.scalars(queries.people(stocktake.id)) if session else ()
    return {stocktake.opened_by_id, *(one for one in counted if one is not None)}


RESULT = Approvable(
    name="it_assets.variance",
    title=_l("Result of a stocktake"),
    model=Stocktake,
    permission="it_assets.variance.approve",
    reading="it_assets.stocktake.index",
    page="it_assets.variance.detail",
    key="stocktake_id",
    approved=_approved,
    declined=moves("decline"),
    preparers=_took_part,
)


def lost(lines: Sequence[Line]) -> Decimal:
    """Return what the things cost that are written off (盘亏)."""
    gone = (one.asset for one in lines if one.decision is Decision.WRITE_OFF)
    return sum((asset.cost for asset in gone if asset), NOTHING)


def _report(session: Session, keys: Sequence[int]) -> dict[str, Any]:
    (stocktake_id,) = keys
    one = session.scalars(stocktakes.stocktake(stocktake_id)).one()
    counts = {key: count for key, count in session.execute(stocktakes.counts(stocktake_id))}
    lines = session.scalars(queries.differences(stocktake_id)).all()
    gained = sum((line.value or NOTHING for line in lines), NOTHING)
    currency = company().currency
    return {
        "facts": [
            [_("Number"), one.number],
            [_("Place of equipment"), one.place.name],
            [_("State"), str(STATES[one.state][0])],
            [_("Begun"), instant(one.opened_at)],
            [_("Ended"), instant(one.closed_at) if one.closed_at else ""],
            *([str(text), str(counts.get(key, 0))] for key, (text, _colour) in VERDICTS.items()),
        ],
        "sums": [
            [_("Gains"), money(gained, currency)],
            [_("Losses"), money(-lost(lines), currency)],
        ],
        "heads": [
            _("Tag or code"),
            _("Equipment model"),
            _("Registered at"),
            _("What was found"),
            _("Original cost"),
            _("Value of the thing"),
            _("Decision"),
            _("Note"),
        ],
        "lines": [_row(line) for line in lines],
        "signers": [_("Counted by"), _("Approved by"), _("Finance")],
    }


def _row(line: Line) -> list[str]:
    asset = line.asset
    return [
        asset.tag if asset else line.code or "",
        str(asset.model if asset else line.model or ""),
        asset.place.name if asset and asset.place else "",
        str(VERDICTS[line.verdict][0]),
        amount(asset.cost) if asset else "",
        amount(line.value) if line.value is not None else "",
        str(DECISION_WORDS[line.decision]) if line.decision else "",
        line.note,
    ]


REPORT = Document(
    name="it_assets.variance.report",
    title=_l("Report of gains and losses"),
    template=Path(__file__).parent / "templates" / "report.typ",
    model=Stocktake,
    permission="it_assets.stocktake.index",
    data=_report,
)
