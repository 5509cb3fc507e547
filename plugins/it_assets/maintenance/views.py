"""The pages below /it_assets/maintenance/."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.clock import now
from core.company import today
from core.db import session
from core.extras import record_page
from core.listing import answer
from core.permissions import requires
from core.saving import done, saved
from core.templating import render
from plugins.it_assets.maintenance import queries, services
from plugins.it_assets.maintenance.forms import FinishForm, PlanForm, RepairForm
from plugins.it_assets.maintenance.listing import MaintenanceListing, PlanListing
from plugins.it_assets.maintenance.models import STATES, Maintenance, Plan

blueprint = Blueprint("maintenance", __name__)


@blueprint.get("/")
@requires("it_assets.maintenance.index")
def index() -> ResponseReturnValue:
    """List repairs and what is due."""
    return answer(MaintenanceListing(), "it_assets/maintenance/index.html")


@blueprint.get("/<int:maintenance_id>")
@requires("it_assets.maintenance.index")
def detail(maintenance_id: int) -> ResponseReturnValue:
    """Show what is done to an asset."""
    return _page(maintenance_id, FinishForm(finished_on=today()))


@blueprint.route("/create", methods=["GET", "POST"])
@requires("it_assets.maintenance.edit")
def create() -> ResponseReturnValue:
    """Report what has to be done to an asset."""
    form = RepairForm(tag=request.args.get("tag", ""), due_on=today())
    return saved(
        form,
        lambda: services.report(
            session(),
            services.asset_tagged(session(), form.tag.data or ""),
            title=form.title.data or "",
            due_on=form.due_on.data or today(),
            vendor=form.vendor.record,
            begins=form.begins.data,
            by=current_user,
            on=today(),
            now=now(),
        ),
        lambda made: done(_("The repair is reported."), _url(made.id)),
        lambda: render("it_assets/maintenance/create.html", form=form),
    )


@blueprint.post("/<int:maintenance_id>/start")
@requires("it_assets.maintenance.edit")
def start(maintenance_id: int) -> ResponseReturnValue:
    """Begin."""
    services.start(session(), _maintenance(maintenance_id), by=current_user, on=today(), now=now())
    return done(_("The asset is being looked after."), _url(maintenance_id))


@blueprint.post("/<int:maintenance_id>/finish")
@requires("it_assets.maintenance.edit")
def finish(maintenance_id: int) -> ResponseReturnValue:
    """Note how it ended."""
    form = FinishForm()
    return saved(
        form,
        lambda: services.finish(
            session(),
            _maintenance(maintenance_id),
            **form.values,
            by=current_user,
            on=today(),
            now=now(),
        ),
        lambda is_back: done(
            _("The asset can be used again.")
            if is_back
            else _("It is finished; something else still keeps the asset in repair."),
            _url(maintenance_id),
        ),
        lambda: _page(maintenance_id, form),
    )


@blueprint.post("/<int:maintenance_id>/cancel")
@requires("it_assets.maintenance.edit")
def cancel(maintenance_id: int) -> ResponseReturnValue:
    """Do without it."""
    services.cancel(session(), _maintenance(maintenance_id), by=current_user, now=now())
    return done(_("It is not done."), _url(maintenance_id))


@blueprint.post("/<int:maintenance_id>/capitalise")
@requires("it_assets.maintenance.capitalise")
def capitalise(maintenance_id: int) -> ResponseReturnValue:
    """Add the cost to that of the asset."""
    services.capitalise(session(), _maintenance(maintenance_id), by=current_user)
    return done(_("The cost is added to that of the asset."), _url(maintenance_id))


@blueprint.post("/look_ahead")
@requires("it_assets.maintenance.edit")
def look_ahead() -> ResponseReturnValue:
    """Look now which maintenance is due, without waiting for the night."""
    added = services.look_ahead(session(), by=current_user, on=today(), now=now())
    text = _("Put on the list: %(count)s", count=added)
    return done(text, url_for("it_assets.maintenance.index", state="planned"))


@blueprint.get("/plan")
@requires("it_assets.maintenance.index")
def plans() -> ResponseReturnValue:
    """List the plans."""
    return answer(PlanListing(), "it_assets/maintenance/plans.html")


@blueprint.route("/plan/create", methods=["GET", "POST"])
@requires("it_assets.maintenance.plan")
def create_plan() -> ResponseReturnValue:
    """Make a plan."""
    return _plan_page(None, PlanForm())


@blueprint.route("/plan/<int:plan_id>", methods=["GET", "POST"])
@requires("it_assets.maintenance.plan")
def plan(plan_id: int) -> ResponseReturnValue:
    """Change a plan."""
    one: Plan = session().scalar(queries.plan(plan_id)) or abort(404)
    return _plan_page(one, PlanForm(obj=one))


def _plan_page(one: Plan | None, form: PlanForm) -> ResponseReturnValue:
    return saved(
        form,
        lambda: services.set_plan(
            session(), one, **form.picked, version=form.version, by=current_user
        ),
        lambda _plan: done(_("The plan is kept."), url_for("it_assets.maintenance.plans")),
        lambda: render("it_assets/maintenance/plan.html", form=form, plan=one),
        record=one,
    )


def _page(maintenance_id: int, form: FinishForm) -> str:
    one = _maintenance(maintenance_id)
    page: str = render(
        "it_assets/maintenance/detail.html",
        maintenance=one,
        state=STATES[one.state],
        form=form,
        **record_page("it_assets.maintenance", one),
    )
    return page


def _url(maintenance_id: int) -> str:
    return url_for("it_assets.maintenance.detail", maintenance_id=maintenance_id)


def _maintenance(maintenance_id: int) -> Maintenance:
    return session().scalar(queries.maintenance(maintenance_id)) or abort(404)
