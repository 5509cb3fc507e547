"""The pages below /service/inspection/."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.service.casework import queries
from plugins.service.casework.models import Case
from plugins.service.defect import queries as defects
from plugins.service.inspection import services
from plugins.service.inspection.forms import PARTS, RefundForm, inspection_form
from plugins.service.quality import queries as quality

blueprint = Blueprint("inspection", __name__)


@blueprint.route("/<int:case_id>/edit", methods=["GET", "POST"])
@requires("service.inspection.edit")
def edit(case_id: int) -> ResponseReturnValue:
    """Write down what was found of the goods."""
    case = _case(case_id)
    form = inspection_form(
        case,
        session().scalars(defects.in_use()).all(),
        {line: defect for line, defect in session().execute(quality.noted(case_id))},
    )
    return saved(
        form,
        lambda: services.inspect(
            session(), case, form.found(case.lines), by=current_user, now=now()
        ),
        lambda _none: done(_("The findings are written down."), _page(case_id)),
        lambda: render("service/inspection/edit.html", form=form, case=_case(case_id), parts=PARTS),
    )


@blueprint.route("/<int:case_id>/refund", methods=["GET", "POST"])
@requires("service.inspection.refund")
def refund(case_id: int) -> ResponseReturnValue:
    """Approve the return; the refund is asked for where orders are kept."""
    case = _case(case_id)
    form = RefundForm()
    if request.method == "GET":
        form.reason.data = case.subject
    return saved(
        form,
        lambda: services.ask_refund(
            session(), case, **form.values, by=current_user, on=today(), now=now()
        ),
        lambda _none: done(_("The return is approved and its refund asked for."), _page(case_id)),
        lambda: _refund_page(form, _case(case_id)),
    )


def _refund_page(form: RefundForm, case: Case) -> str:
    lines = services.refundable(session(), case)
    return render("service/inspection/refund.html", form=form, case=case, lines=lines)


def _page(case_id: int) -> str:
    return url_for("service.case.detail", case_id=case_id)


def _case(case_id: int) -> Case:
    return session().scalar(queries.case(case_id)) or abort(404)
