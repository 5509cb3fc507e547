"""The pages below /service/quality/."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.extras import record_page
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.service.casework import queries as cases
from plugins.service.defect.models import SEVERITIES
from plugins.service.quality import queries, services
from plugins.service.quality.forms import QualityForm, QualityStepForm
from plugins.service.quality.listing import QualityListing
from plugins.service.quality.models import STATES, VERBS, QualityRecord

blueprint = Blueprint("quality", __name__)


@blueprint.get("/")
@requires("service.quality.index")
def index() -> ResponseReturnValue:
    """List the records, the latest first, and what is over its control limit."""
    alarms = session().scalars(queries.alarms()).all()
    return answer(QualityListing(), "service/quality/index.html", alarms=alarms)


@blueprint.route("/create", methods=["GET", "POST"])
@requires("service.quality.edit")
def create() -> ResponseReturnValue:
    """Log a defect, of a case if the address names one."""
    form = QualityForm(found_on=today(), **_known())
    return saved(
        form,
        lambda: _log(form),
        lambda one: done(
            _("%(record)s is logged.", record=one),
            url_for("service.quality.detail", record_id=one.id),
        ),
        lambda: render("service/quality/create.html", form=form),
    )


def _known() -> dict[str, Any]:
    """Return what a case tells of its only product."""
    case_id = request.args.get("case", type=int)
    case = session().scalar(cases.case(case_id)) if case_id else None
    if case is None:
        return {"product_code": request.args.get("product", "")}
    facts: dict[str, Any] = {"case": case.number}
    if len(case.lines) == 1:
        line = case.lines[0]
        facts |= {name: getattr(line, name) for name in ("product_code", "title", "quantity")}
    return facts


def _log(form: QualityForm) -> QualityRecord:
    facts = form.values
    del facts["defect"]
    number = facts.pop("case").strip()
    case = session().scalar(cases.numbered(number)) if number else None
    if number and case is None:
        message = _("There is no case with the number %(number)s.", number=number)
        raise BusinessError(message, field="case")
    return services.log_record(
        session(),
        form.defect.record,
        supplier_id=services.supplier_coded(session(), facts.pop("supplier")),
        case_id=case.id if case else None,
        **facts,
        by=current_user,
        on=today(),
        now=now(),
    )


@blueprint.get("/<int:record_id>")
@requires("service.quality.index")
def detail(record_id: int) -> ResponseReturnValue:
    """Show a record: what was found, and what is done against it."""
    return _shown(record_id, QualityStepForm())


def _shown(record_id: int, form: QualityStepForm) -> str:
    record = _record(record_id)
    return render(
        "service/quality/detail.html",
        record=record,
        state=STATES[record.state],
        severity=SEVERITIES[record.defect.severity],
        verbs=VERBS,
        told=services.TOLD,
        form=form,
        **record_page("service.quality", record),
    )


@blueprint.post("/<int:record_id>/step/<verb>")
@requires("service.quality.edit")
def step(record_id: int, verb: str) -> ResponseReturnValue:
    """Take a record a step further."""
    if verb not in VERBS:
        abort(404)
    record, form = _record(record_id), QualityStepForm()
    return saved(
        form,
        lambda: services.step(
            session(), record, verb, by=current_user, now=now(), note=form.values["note"]
        ),
        lambda _none: done(
            f"{VERBS[verb]}: {record}", url_for("service.quality.detail", record_id=record_id)
        ),
        lambda: _shown(record_id, form),
    )


def _record(record_id: int) -> QualityRecord:
    return session().scalar(queries.record(record_id)) or abort(404)
