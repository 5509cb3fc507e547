"""The pages below /service/inspection/."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.permissions import requires
from core.templating import render
from plugins.service.casework import queries
from plugins.service.casework.models import Case
from plugins.service.inspection import services
from plugins.service.inspection.forms import PARTS, RefundForm, inspection_form

blueprint = Blueprint("inspection", __name__)


@blueprint.route("/<int:case_id>/edit", methods=["GET", "POST"])
@requires("service.inspection.edit")
def edit(case_id: int) -> ResponseReturnValue:
    """Write down what was found of the goods."""
    case = _case(case_id)
    form = inspection_form(case.lines)
    if form.submitted():
        try:
            found = form.found(case.lines)
            services.inspect(session(), case, found, by=current_user, now=now())
        except BusinessError as error:
            session().rollback()
            case = _case(case_id)
            form.refuse(error)
        else:
            return _done(case_id, _("The findings are written down."))
    page = render("service/inspection/edit.html", form=form, case=case, parts=PARTS)
    return page, 422 if form.errors else 200


@blueprint.route("/<int:case_id>/refund", methods=["GET", "POST"])
@requires("service.inspection.refund")
def refund(case_id: int) -> ResponseReturnValue:
    """Approve the return; the refund is asked for where orders are kept."""
    case = _case(case_id)
    form = RefundForm()
    if request.method == "GET":
        form.reason.data = case.subject
    if form.submitted():
        try:
            services.ask_refund(
                session(),
                case,
                fault=form.fault.data,
                reason=form.reason.data or "",
                by=current_user,
                on=today(),
                now=now(),
            )
        except BusinessError as error:
            session().rollback()
            case = _case(case_id)
            form.refuse(error)
        else:
            return _done(case_id, _("The return is approved and its refund asked for."))
    page = render(
        "service/inspection/refund.html",
        form=form,
        case=case,
        lines=services.refundable(case),
    )
    return page, 422 if form.errors else 200


def _done(case_id: int, text: str) -> ResponseReturnValue:
    session().commit()
    flash(text, "success")
    return redirect(url_for("service.case.detail", case_id=case_id), 303)


def _case(case_id: int) -> Case:
    return session().scalar(queries.case(case_id)) or abort(404)
