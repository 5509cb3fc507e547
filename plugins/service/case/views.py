"""The pages below /service/case/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core import extras
from core.clock import now
from core.company import today
from core.db import session
from core.errors import BusinessError
from core.history import queries as history
from core.listing import answer
from core.permissions import allowed, requires
from core.saving import done, saved
from core.templating import render
from plugins.service.case.forms import AssignForm, CaseForm, SayForm, StepForm
from plugins.service.case.listing import CaseListing
from plugins.service.casework import queries, services
from plugins.service.casework.models import EVENTS, KINDS, OUTCOMES, STATES, STEP_WORDS, VERBS, Case
from plugins.service.casework.rules import Kind
from plugins.service.contract import LinesWanted, SoldLine
from plugins.service.customer import queries as customers
from plugins.service.customer import services as archive
from plugins.service.inspection import services as inspection
from plugins.service.policy import services as policies
from plugins.service.policy.models import RIGHTS, Right
from plugins.service.progress import services as progress
from plugins.service.sla import services as sla
from plugins.service.sla.models import PRIORITIES
from plugins.service.sold import services as sold

blueprint = Blueprint("case", __name__)
TARGET = "service.case"
ENTITLEMENTS = {
    Kind.RETURN: Right.NO_REASON,
    Kind.EXCHANGE: Right.EXCHANGE,
    Kind.REPAIR: Right.REPAIR,
}


@blueprint.get("/")
@requires("service.case.index")
def index() -> ResponseReturnValue:
    """List the cases, those that are due first."""
    return answer(CaseListing(), "service/case/index.html")


@blueprint.route("/create", methods=["GET", "POST"])
@requires("service.case.create")
def create() -> ResponseReturnValue:
    """Open a case, with what was sold at hand."""
    form = CaseForm()
    offered = _offered()
    if request.method == "GET":
        _fill(form, offered)
    return saved(
        form,
        lambda: _open(form),
        lambda case: done(
            _("Case %(number)s is open.", number=case.number),
            url_for("service.case.detail", case_id=case.id),
        ),
        lambda: _create_page(form, offered),
    )


def _create_page(form: CaseForm, offered: list[SoldLine]) -> str:
    form.add_spare_rows()
    known = {str(line.line_id): line for line in offered}
    return render("service/case/create.html", form=form, sold=known)


def _offered() -> list[SoldLine]:
    """Return the sold lines of the order or customer that the address names."""
    order_id = request.args.get("order", type=int)
    party_id = request.args.get("customer", type=int)
    if order_id is not None:
        return sold.sold_lines(session(), LinesWanted(order_id=order_id))
    if party_id is not None:
        members = tuple(archive.members(session(), party_id))
        return sold.sold_lines(session(), LinesWanted(party_ids=members))
    return []


def _fill(form: CaseForm, offered: list[SoldLine]) -> None:
    chosen = request.args.get("line", type=int)
    if chosen is not None:
        offered = [line for line in offered if line.line_id == chosen]
    party_id = request.args.get("customer", type=int) or next(
        (line.party_id for line in offered if line.party_id), None
    )
    party = session().scalar(customers.customer(party_id)) if party_id else None
    form.customer.data = party.code if party else ""
    if len({line.order_id for line in offered}) == 1:
        form.order_number.data = offered[0].order_number
    form.offer(offered, chosen)


def _open(form: CaseForm) -> Case:
    wanted = LinesWanted(line_ids=form.sold_keys)
    found = sold.sold_lines(session(), wanted) if wanted.line_ids else []
    lines, order = form.about({line.line_id: line for line in found})
    facts = form.values
    code = facts.pop("customer").strip()
    for name in ("order_number", "lines"):
        del facts[name]
    return services.open_case(
        session(),
        **facts,
        party=archive.by_code(session(), code) if code else None,
        lines=lines,
        order=order,
        by=current_user,
        on=today(),
        now=now(),
    )


@blueprint.get("/<int:case_id>")
@requires("service.case.index")
def detail(case_id: int) -> ResponseReturnValue:
    """Show a case: what is promised, what happened, what may be done next."""
    return _shown(_case(case_id))


def _shown(case: Case, say: SayForm | None = None, step: StepForm | None = None) -> str:
    refund = inspection.refunded(session(), case).refund
    return render(
        "service/case/detail.html",
        case=case,
        state=STATES[case.state],
        kind=KINDS[case.kind],
        priority=PRIORITIES[case.priority],
        verbs=STEP_WORDS,
        events=EVENTS,
        outcomes=OUTCOMES,
        clocks=_clocks(case),
        standings=_standings(case),
        rights=RIGHTS,
        order=_order(case),
        refund=sold.refund_told(session(), refund.refund_id) if refund else None,
        refund_label=sold.refund_label(refund.number) if refund else "",
        say=say or SayForm(formdata=None),
        step_form=step or StepForm(formdata=None),
        assign=_assign_form(case) if allowed("service.case.assign") else None,
        extras=extras.page_extras(TARGET, case),
        history=session().scalars(history.of(Case, case.id)).all(),
    )


def _clocks(case: Case) -> list[sla.Told]:
    if not case.has_clock:
        return []
    marks = services.marks(case.events)
    return sla.tell(session(), marks, case.priority, on=today(), now=now())


def _standings(case: Case) -> list[policies.Standing]:
    entitlement = ENTITLEMENTS.get(case.kind)
    if entitlement is None or case.signed_on is None:
        return []
    return [
        policies.standing(
            session(),
            entitlement,
            category=category,
            signed_on=case.signed_on,
            asked_on=services.asked_on(case),
        )
        for category in sorted({line.category for line in case.lines})
    ]


def _order(case: Case) -> tuple[str, str]:
    """Return how the order of the case is called, and its page."""
    if case.order_id is None:
        return case.order_number, ""
    lines = sold.sold_lines(session(), LinesWanted(order_id=case.order_id), limit=1)
    label = sold.order_label(case.order_number, is_linked=True)
    return label, lines[0].url if lines else ""


def _assign_form(case: Case) -> AssignForm:
    return AssignForm(user=case.assigned_to_id or 0, priority=case.priority)


@blueprint.post("/<int:case_id>/say")
@requires("service.case.work")
def say(case_id: int) -> ResponseReturnValue:
    """Write down an answer, what the customer wrote, or a note."""
    form = SayForm()
    return saved(
        form,
        lambda: _do(case_id, services.say, **form.values),
        lambda _case: _done(case_id),
        lambda: _shown(_case(case_id), say=form),
    )


@blueprint.post("/<int:case_id>/step/<verb>")
@requires("service.case.work")
def step(case_id: int, verb: str) -> ResponseReturnValue:
    """Take a case a step further."""
    if verb not in VERBS:
        abort(404)
    form = StepForm()
    return saved(
        form,
        lambda: _do(case_id, progress.step, verb=verb, **form.values),
        lambda _case: _done(case_id),
        lambda: _shown(_case(case_id), step=form),
    )


@blueprint.post("/<int:case_id>/wait")
@requires("service.case.work")
def wait(case_id: int) -> ResponseReturnValue:
    """Wait for the customer."""
    _do(case_id, services.wait)
    return _done(case_id)


@blueprint.post("/<int:case_id>/resume")
@requires("service.case.work")
def resume(case_id: int) -> ResponseReturnValue:
    """Wait no longer."""
    _do(case_id, services.resume)
    return _done(case_id)


@blueprint.post("/<int:case_id>/take")
@requires("service.case.work")
def take(case_id: int) -> ResponseReturnValue:
    """Care for a case oneself."""
    _do(case_id, services.assign, user=current_user)
    return _done(case_id)


@blueprint.post("/<int:case_id>/assign")
@requires("service.case.assign")
def assign(case_id: int) -> ResponseReturnValue:
    """Give a case to somebody, and say how much it presses."""
    case = _case(case_id)
    form = _assign_form(case)
    if not form.submitted():
        raise BusinessError(_("Choose somebody from the list."))
    if form.priority.data is not case.priority:
        _do(case_id, services.prioritise, priority=form.priority.data)
    if (form.user.data or None) != case.assigned_to_id:
        _do(case_id, services.assign, user=form.user.record)
    return _done(case_id)


def _do(case_id: int, service: Callable[..., Case], **facts: Any) -> Case:
    return service(session(), _case(case_id), **facts, by=current_user, now=now())


def _done(case_id: int) -> ResponseReturnValue:
    return done(_("Done."), url_for("service.case.detail", case_id=case_id))


def _case(case_id: int) -> Case:
    return session().scalar(queries.case(case_id)) or abort(404)
