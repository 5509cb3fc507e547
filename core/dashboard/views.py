"""The first page, at / and below /core/dashboard/."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from core.arranging import arranged
from core.company import today
from core.dashboard import queries, services
from core.db import session
from core.hookspecs import Card, Entry
from core.import_run.listing import title_of as import_title
from core.import_run.models import STATES as IMPORT_STATES
from core.job.listing import title_of as job_title
from core.job.models import STATES as JOB_STATES
from core.permissions import SIGNED_IN, allowed, requires
from core.templating import instant, render

blueprint = Blueprint("dashboard", __name__)


WORDS = {1: _l("A quarter"), 2: _l("Half the page"), 4: _l("The whole page")}


@blueprint.get("/")
@requires(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show the cards that the reader may see and has not hidden, or what to do first."""
    found = _board()
    return render(
        "core/dashboard/index.html",
        cards=found.shown,
        failed=found.failed,
        has_charts=any(one.card.chart for one in found.shown),
        is_empty=not found.cards,
        first_steps=_first_steps(),
    )


@blueprint.route("/arrange", methods=["GET", "POST"])
@requires(SIGNED_IN)
def arrange() -> ResponseReturnValue:
    """Choose which cards one sees, in which order and how wide."""
    found = _board()
    if request.method == "POST":
        keys = {one.key for one in found.cards}
        order = [key for key in arranged(request.form) if key in keys]
        services.arrange(
            session(),
            order,
            hidden=set(order) - set(request.form.getlist("shown")),
            widths={key: request.form.get(f"width-{key}", 0, type=int) for key in order},
            by=current_user,
        )
        session().commit()
        flash(_("Your overview is saved."), "success")
        return redirect(url_for("core.dashboard.arrange" if _is_moved() else "home"), 303)
    return render("core/dashboard/arrange.html", cards=found.cards, widths=WORDS)


@blueprint.post("/reset")
@requires(SIGNED_IN)
def reset() -> ResponseReturnValue:
    """Show the cards again as they come."""
    services.reset(session(), by=current_user)
    session().commit()
    flash(_("Your overview is as it was at first."), "success")
    return redirect(url_for("home"), 303)


def _is_moved() -> bool:
    return "move" in request.form


def _board() -> services.Board:
    own = [card for card in (_imports(), _jobs()) if card is not None]
    return services.board(session(), current_user, own=own, may=allowed, today=today())


def _imports() -> Card | None:
    if not allowed("core.import_run.index"):
        return None
    entries = tuple(
        Entry(
            import_title(run),
            url_for("core.import_run.detail", run_id=run.id),
            f"{run.created_by.name} · {instant(run.created_at)}",
            IMPORT_STATES[run.state],
        )
        for run in session().scalars(queries.recent_imports())
    )
    return _list("imports", _("Imports"), "core.import_run.index", entries)


def _jobs() -> Card | None:
    if not allowed("core.job.index"):
        return None
    entries = tuple(
        Entry(
            job_title(job),
            url_for("core.job.detail", job_id=job.id),
            f"{job.created_by.name} · {instant(job.created_at)}",
            JOB_STATES[job.state],
        )
        for job in session().scalars(queries.unfinished_jobs())
    )
    return _list("jobs", _("Jobs"), "core.job.index", entries)


def _list(key: str, title: str, endpoint: str, entries: tuple[Entry, ...]) -> Card | None:
    if not entries:
        return None
    url = url_for(endpoint)
    return Card(title, "", url, endpoint, order=900, key=key, entries=entries, width=2)


def _first_steps() -> list[tuple[str, str, str]]:
    steps = (
        (
            "core.setting.edit",
            "core.setting.index",
            _("Set the company's name, time zone and currency"),
            "settings",
        ),
        (
            "core.import_run.index",
            "core.import_run.index",
            _("Import orders from a file"),
            "file-import",
        ),
        ("core.user.edit", "core.user.create", _("Create users for your colleagues"), "user-plus"),
        ("core.party.edit", "core.party.create", _("Enter a supplier or a customer"), "users"),
    )
    return [
        (url_for(endpoint), text, icon)
        for permission, endpoint, text, icon in steps
        if allowed(permission)
    ]
