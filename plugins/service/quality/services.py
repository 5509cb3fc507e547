"""What can be done with quality records.  Services flush; they never commit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.errors import BusinessError
from core.numbering import next_number
from core.party import queries as parties
from core.user.models import User
from plugins.service.casework.models import Case, CaseLine
from plugins.service.defect.models import Defect
from plugins.service.quality import queries
from plugins.service.quality.models import QualityRecord
from plugins.service.quality.rules import State

SERIES = "QR"
TOLD = {"act": "action", "verify": "verification"}


def log_record(
    session: Session,
    defect: Defect,
    *,
    product_code: str,
    title: str,
    quantity: Decimal,
    found_on: date,
    variant: str = "",
    batch: str = "",
    note: str = "",
    supplier_id: int | None = None,
    case_id: int | None = None,
    case_line_id: int | None = None,
    by: User,
    on: date,
    now: datetime,
) -> QualityRecord:
    """Write down that some units of a product have a defect.

    :raises BusinessError: if nobody says of which product, the quantity is not above zero, or
        the day has not come yet.
    """
    if not product_code.strip() and not title.strip():
        raise BusinessError(_("Write a product code or what the product is."), field="product_code")
    if quantity <= 0:
        raise BusinessError(_("Write how many units are defective."), field="quantity")
    if found_on > on:
        raise BusinessError(_("This day has not come yet."), field="found_on")
    record = QualityRecord(
        number=next_number(session, SERIES, on=on),
        defect_id=defect.id,
        product_code=product_code.strip(),
        title=title.strip(),
        variant=variant.strip(),
        batch=batch.strip(),
        supplier_id=supplier_id,
        case_id=case_id,
        case_line_id=case_line_id,
        quantity=quantity,
        found_on=found_on,
        note=note.strip(),
        logged_at=now,
        logged_by_id=by.id,
    )
    session.add(record)
    session.flush()
    return record


def supplier_coded(session: Session, code: str) -> int | None:
    """Return the key of the supplier with a code; none without one.

    :raises BusinessError: if no supplier has it.
    """
    if not code.strip():
        return None
    party = session.scalar(parties.by_code(code.strip()))
    if party is None or not party.is_supplier:
        message = _("There is no supplier with the code %(code)s.", code=code.strip())
        raise BusinessError(message, field="supplier")
    return party.id


def step(
    session: Session, record: QualityRecord, verb: str, *, by: User, now: datetime, note: str = ""
) -> None:
    """Take a record a step further; an action and its verification are told in words.

    :raises BusinessError: if it has no such step in its state, or the words are missing.
    """
    session.refresh(record, with_for_update={"of": QualityRecord})
    if record.state is State.CONFIRMED and verb not in record.steps:
        if record.supplier_id:
            raise BusinessError(_("Notify the supplier first."))
        raise BusinessError(_("This record names no supplier who could be notified."))
    field = TOLD.get(verb)
    if field is not None:
        if record.can(verb) and not note.strip():
            raise BusinessError(
                _("Write what was done and who saw that it works.")
                if verb == "verify"
                else _("Write what is done against the defect."),
                field="note",
            )
        setattr(record, field, note.strip())
    record.move(verb)
    session.flush()


def confirm(session: Session, record: QualityRecord, *, by: User, now: datetime) -> None:
    """Confirm that something is a defect."""
    step(session, record, "confirm", by=by, now=now)


def note_finding(
    session: Session,
    case: Case,
    line: CaseLine,
    defect: Defect | None,
    *,
    by: User,
    on: date,
    now: datetime,
) -> None:
    """Keep the one record of an inspected line in step with what was found of it.

    :raises BusinessError: if somebody went on with the record that would change.
    """
    record = session.scalar(queries.of_line(line.id))
    known = None if record is None or record.state is State.REFUTED else record.defect_id
    if known == (None if defect is None else defect.id):
        return
    if record is None:
        _log_line(session, case, line, defect, by=by, on=on, now=now)
        return
    if record.state not in {State.LOGGED, State.REFUTED}:
        message = _("%(record)s goes on already; change it there.", record=record)
        raise BusinessError(message, field=f"defect_{line.id}")
    if defect is None:
        record.move("refute")
    else:
        record.defect_id, record.note = defect.id, line.finding
        if record.state is State.REFUTED:
            record.move("reopen")
    session.flush()


def _log_line(
    session: Session,
    case: Case,
    line: CaseLine,
    defect: Defect | None,
    *,
    by: User,
    on: date,
    now: datetime,
) -> None:
    if defect is not None:
        log_record(
            session,
            defect,
            product_code=line.product_code,
            title=line.title,
            quantity=line.quantity,
            found_on=on,
            note=line.finding,
            supplier_id=line.supplier_id,
            case_id=case.id,
            case_line_id=line.id,
            by=by,
            on=on,
            now=now,
        )
