"""The pages below /orders/report/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.approval import services as approval
from core.clock import now
from core.company import company, today
from core.db import session
from core.errors import BusinessError
from core.extras import page_extras
from core.history import queries as history
from core.permissions import requires
from core.saving import past, saved
from core.templating import render
from plugins.orders.dealer import queries as dealers
from plugins.orders.ledger.models import TENDER_WORDS
from plugins.orders.order.listing import STATES as ORDER_STATES
from plugins.orders.points import queries as points
from plugins.orders.points.listing import KINDS
from plugins.orders.report import queries, services
from plugins.orders.report.forms import ReasonForm, ReportForm
from plugins.orders.report.listing import STATES, ReportListing
from plugins.orders.report.models import Report
from plugins.orders.sale.forms import items_of
from plugins.orders.shipment import queries as shipments
from plugins.orders.shipment.listing import STATES as SHIPMENT_STATES

blueprint = Blueprint("report", __name__)


@blueprint.get("/")
@requires("orders.report.index")
def index() -> ResponseReturnValue:
    """List the reports; a dealer sees those of one's own."""
    if request.args.get("format") in {"csv", "xlsx"}:
        return ReportListing().export(request.args, request.args["format"])
    return render(
        "orders/report/index.html",
        page=ReportListing().page(request.args),
        dealer=session().scalar(dealers.of_user(current_user.id)),
    )


@blueprint.route("/create", methods=["GET", "POST"])
@requires("orders.report.create")
def create() -> ResponseReturnValue:
    """Draft a report."""
    form = ReportForm(paid_on=today())
    if form.submitted():
        try:
            report = services.create_report(
                session(),
                form.facts,
                items_of(form.items),
                by=current_user,
                on=today(),
                now=now(),
            )
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
        else:
            return _done(report, _("The draft is saved; hand it in when it is complete."))
    return _form_page(form, None)


@blueprint.route("/<int:report_id>/edit", methods=["GET", "POST"])
@requires("orders.report.create")
def edit(report_id: int) -> ResponseReturnValue:
    """Change a draft or a rejected report."""
    report = _report(report_id)
    if answer := past(report, "edit", url_for("orders.report.detail", report_id=report_id)):
        return answer
    form = ReportForm()
    if request.method == "GET":
        form.show(report)
    elif form.submitted():
        try:
            services.edit_report(
                session(),
                report,
                form.facts,
                items_of(form.items),
                version=form.version_id.data or 0,
                by=current_user,
                on=today(),
            )
        except BusinessError as error:
            session().rollback()
            form.refuse(error)
            report = _report(report_id)
        else:
            return _done(report, _("The draft is saved; hand it in when it is complete."))
    return _form_page(form, report)


@blueprint.get("/<int:report_id>")
@requires("orders.report.index")
def detail(report_id: int) -> ResponseReturnValue:
    """Show a report, its order and parcels, and what may be done next."""
    return _page(_report(report_id), ReasonForm(formdata=None))


@blueprint.post("/<int:report_id>/submit")
@requires("orders.report.create")
def submit(report_id: int) -> ResponseReturnValue:
    """Hand a draft in."""
    return _act(report_id, services.submit)


@blueprint.post("/<int:report_id>/take-back")
@requires("orders.report.create")
def take_back(report_id: int) -> ResponseReturnValue:
    """Make it a draft again."""
    return _act(report_id, services.take_back)


@blueprint.post("/<int:report_id>/match")
@requires("orders.report.match")
def match(report_id: int) -> ResponseReturnValue:
    """Say that the payment has come."""
    return _act(report_id, services.match)


@blueprint.post("/<int:report_id>/reject")
@requires("orders.report.match")
def reject(report_id: int) -> ResponseReturnValue:
    """Refuse a report with a reason."""
    return _reasoned(report_id, services.reject, now=now())


@blueprint.post("/<int:report_id>/reverse")
@requires("orders.refund.create")
def reverse(report_id: int) -> ResponseReturnValue:
    """Ask to give everything back."""
    return _reasoned(report_id, services.reverse, on=today(), now=now())


def _act(report_id: int, service: Callable[..., Any]) -> ResponseReturnValue:
    report = _report(report_id)
    service(session(), report, by=current_user, now=now())
    text = _("Report %(number)s: %(state)s", number=report.number, state=STATES[report.state][0])
    return _done(report, text)


def _reasoned(report_id: int, service: Callable[..., Any], **facts: Any) -> ResponseReturnValue:
    report, form = _report(report_id), ReasonForm()
    return saved(
        form,
        lambda: service(session(), report, reason=form.reason.data, by=current_user, **facts),
        lambda _none: _done(report, _("Your reason is noted.")),
        lambda: _page(_report(report_id), form),
    )


def _done(report: Report, text: str) -> ResponseReturnValue:
    report_id = report.id
    session().commit()
    flash(text, "success")
    return redirect(url_for("orders.report.detail", report_id=report_id), 303)


def _form_page(form: ReportForm, report: Report | None) -> ResponseReturnValue:
    page = render("orders/report/edit.html", form=form, report=report)
    return page, 422 if form.errors else 200


def _page(report: Report, form: ReasonForm) -> str:
    order_id = report.order_id
    parcels = None if order_id is None else shipments.of_order(order_id)
    entries = None if order_id is None else points.of_order(order_id)
    dealer = session().scalar(dealers.of_user(current_user.id))
    return render(
        "orders/report/detail.html",
        report=report,
        extras=page_extras("orders.report", report),
        form=form,
        state=STATES[report.state],
        order_states=ORDER_STATES,
        tenders=TENDER_WORDS,
        currency=company().currency,
        is_own=dealer is not None and dealer.id == report.dealer_id,
        approval=approval.latest(session(), services.APPROVAL, report),
        shipments=[] if parcels is None else session().scalars(parcels).all(),
        shipment_states=SHIPMENT_STATES,
        points=[] if entries is None else session().scalars(entries).all(),
        point_kinds=KINDS,
        history=session().scalars(history.of(Report, report.id)).all(),
    )


def _report(report_id: int) -> Report:
    return session().scalar(queries.report(report_id)) or abort(404)
